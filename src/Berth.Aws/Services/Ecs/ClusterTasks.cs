using Berth.Contracts.Clusters;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecs;

internal static class ClusterTasks
{
    /// <exception cref="AwsException">There is no such active cluster.</exception>
    public static async Task<ClusterSnapshot> Describe(IGrainFactory grains, string? cluster, AwsScope scope)
    {
        var name = EcsNames.ClusterName(cluster, scope);
        return EcsNames.IsName(name) && await grains.GetGrain<IClusterGrain>(name).Describe() is { Cluster.Active: true } found ? found : throw EcsErrors.ClusterNotFound();
    }

    /// <exception cref="AwsException">There is no such active cluster.</exception>
    public static async Task<IClusterGrain> Find(IGrainFactory grains, string? cluster, AwsScope scope)
    {
        await Describe(grains, cluster, scope);
        return grains.GetGrain<IClusterGrain>(EcsNames.ClusterName(cluster, scope));
    }
}
