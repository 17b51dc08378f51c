using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Tells of services, those that are DRAINING or INACTIVE too.</summary>
internal sealed class DescribeServices(IGrainFactory grains) : IOperation<DescribeServicesRequest, DescribeServicesResponse>
{
    /// <summary>Source: ECS API, DescribeServices.services.</summary>
    private const int ServicesMax = 10;

    public static string Action => "ecs:DescribeServices";

    public string Resource(DescribeServicesRequest request, Caller caller) => EcsNames.ServiceArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope), "*");

    public IReadOnlyList<AccessDemand>? Demands(DescribeServicesRequest request, Caller caller) => request.Services is { Count: > 0 } named
        ? [.. named.Select(s => ServiceDemands.Of(Action, ServiceReference.Of(request.Cluster, s, caller.Scope), caller)).DistinctBy(d => d.Resource, StringComparer.Ordinal)]
        : [EcsDemands.InCluster(Action, Resource(request, caller), request.Cluster, caller)];

    public async Task<DescribeServicesResponse> Handle(DescribeServicesRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Services is not { Count: > 0 } asked) throw EcsErrors.InvalidParameter("Services cannot be empty.");
        if (asked.Count > ServicesMax) throw EcsErrors.InvalidParameter($"Services can have at most {ServicesMax} items.");
        await ClusterTasks.Describe(grains, request.Cluster, caller.Scope);
        var found = await Task.WhenAll(asked.Distinct(StringComparer.Ordinal).Select(async given => (Given: given, View: await Find(given, request, caller))));
        var withTags = request.Include?.Contains("TAGS", StringComparer.Ordinal) == true;
        return new()
        {
            Services = [.. found.Select(f => f.View).OfType<ServiceView>().DistinctBy(v => v.Service.Arn, StringComparer.Ordinal).Select(v => ServiceMapping.ToWire(v, caller.Scope, withTags))],
            Failures = [.. found.Where(f => f.View is null).Select(f => new FailureShape { Arn = Arn(f.Given, request, caller), Reason = "MISSING" })],
        };
    }

    private async Task<ServiceView?> Find(string given, DescribeServicesRequest request, Caller caller) =>
        ServiceReference.Of(request.Cluster, given, caller.Scope).Find(grains) is { } grain ? await grain.Describe() : null;

    private static string Arn(string given, DescribeServicesRequest request, Caller caller) =>
        given.StartsWith("arn:", StringComparison.Ordinal) ? given : ServiceReference.Of(request.Cluster, given, caller.Scope).Arn(caller.Scope);
}
