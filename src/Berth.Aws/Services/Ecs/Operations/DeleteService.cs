using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Access;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Ends a service: DRAINING until its tasks are gone, INACTIVE after that.</summary>
internal sealed class DeleteService(IGrainFactory grains) : IOperation<DeleteServiceRequest, DeleteServiceResponse>
{
    public static string Action => "ecs:DeleteService";

    public string Resource(DeleteServiceRequest request, Caller caller) => ServiceReference.Of(request.Cluster, request.Service, caller.Scope).Arn(caller.Scope);

    public IReadOnlyList<AccessDemand>? Demands(DeleteServiceRequest request, Caller caller) => [ServiceDemands.Of(Action, ServiceReference.Of(request.Cluster, request.Service, caller.Scope), caller)];

    public async Task<DeleteServiceResponse> Handle(DeleteServiceRequest request, Caller caller, CancellationToken cancel)
    {
        await ClusterTasks.Describe(grains, request.Cluster, caller.Scope);
        var (grain, _) = await ServiceReference.Of(request.Cluster, request.Service, caller.Scope).Require(grains);
        return await grain.Delete(request.Force == true) switch
        {
            ServiceOutcome.Accepted deleted => new() { Service = ServiceMapping.ToWire(deleted.Service, caller.Scope, withTags: false) },
            ServiceOutcome.Refused { Reason: ServiceRefusal.NotActive } => throw EcsErrors.ServiceNotFound(), // Source: ECS API, DeleteService, errors: it has no ServiceNotActiveException.
            ServiceOutcome.Refused refused => throw EcsErrors.From(refused.Reason),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }
}
