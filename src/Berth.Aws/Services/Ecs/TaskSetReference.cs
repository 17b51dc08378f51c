using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>The task set that a request means, of the service that it names.</summary>
internal sealed record TaskSetReference(ServiceReference Service, string Id)
{
    /// <param name="taskSet">An id or an ARN.</param>
    public static TaskSetReference Of(string? cluster, string? service, string? taskSet, AwsScope scope)
    {
        var reference = ServiceReference.Of(cluster, service, scope);
        return new(reference, EcsNames.TaskSetId(taskSet ?? "", reference.Cluster, reference.Name, scope));
    }

    public string Arn(AwsScope scope) => EcsNames.TaskSetArn(scope, Service.Cluster, Service.Name, Id);

    public AccessDemand Demand(string action, Caller caller) => EcsDemands.InService(action, Arn(caller.Scope), Service.Cluster, Service.Name, caller);

    /// <exception cref="AwsException">There is no such service.</exception>
    public IServiceGrain Find(IGrainFactory grains) => Service.Find(grains) ?? throw EcsErrors.From(ServiceRefusal.NoService);

    /// <summary>Percent of the service's desired count.</summary>
    /// <exception cref="AwsException">It is no percentage.</exception>
    public static double Scale(ScaleShape scale) =>
        scale.Value is null or (>= 0 and <= 100) ? scale.Value ?? 0 : throw EcsErrors.InvalidParameter("The scale value of a task set must be between 0 and 100.");
}
