using Berth.Contracts.Clusters;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecs;

internal static class ClusterTasks
{
    /// <exception cref="AwsException">There is no such active cluster.</exception>
    public static async Task<IClusterGrain> Find(IGrainFactory grains, string? cluster, AwsScope scope)
    {
        var name = EcsNames.ClusterName(cluster, scope);
        if (!EcsNames.IsName(name)) throw EcsErrors.ClusterNotFound();
        var grain = grains.GetGrain<IClusterGrain>(name);
        return await grain.Describe() is { Cluster.Active: true } ? grain : throw EcsErrors.ClusterNotFound();
    }
}
