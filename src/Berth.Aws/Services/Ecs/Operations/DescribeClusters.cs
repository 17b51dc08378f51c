using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DescribeClusters(IGrainFactory grains) : IOperation<DescribeClustersRequest, DescribeClustersResponse>
{
    private const int ClustersMax = 100;

    public static string Action => "ecs:DescribeClusters";

    public string Resource(DescribeClustersRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(DescribeClustersRequest request, Caller caller) => [.. (request.Clusters is { Count: > 0 } named ? named : [EcsNames.DefaultCluster]).Select(c => new AccessDemand(Action, EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(c, caller.Scope))))];

    public async Task<DescribeClustersResponse> Handle(DescribeClustersRequest request, Caller caller, CancellationToken cancel)
    {
        var asked = request.Clusters is { Count: > 0 } given ? given : [EcsNames.DefaultCluster];
        if (asked.Count > ClustersMax) throw EcsErrors.InvalidParameter($"Clusters can have at most {ClustersMax} items.");
        var clusters = new List<ClusterShape>();
        var failures = new List<FailureShape>();
        foreach (var name in asked.Select(c => EcsNames.ClusterName(c, caller.Scope)).Distinct(StringComparer.Ordinal))
        {
            if (EcsNames.IsName(name) && await grains.GetGrain<IClusterGrain>(name).Describe() is { } cluster) clusters.Add(EcsMapping.ToWire(cluster, request.Include ?? []));
            else failures.Add(new() { Arn = name.StartsWith("arn:", StringComparison.Ordinal) ? name : EcsNames.ClusterArn(caller.Scope, name), Reason = "MISSING" });
        }

        return new() { Clusters = clusters, Failures = failures };
    }
}
