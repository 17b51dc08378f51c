using Berth.Contracts.Clusters;

namespace Berth.Aws.Services.Ecs;

internal static class ClusterTasks
{
    /// <exception cref="AwsException">There is no such active cluster.</exception>
    public static async Task<IClusterGrain> Find(IGrainFactory grains, string? cluster)
    {
        var name = EcsNames.ClusterName(cluster);
        if (!EcsNames.IsName(name)) throw EcsErrors.ClusterNotFound();
        var grain = grains.GetGrain<IClusterGrain>(name);
        return await grain.Describe() is { Cluster.Active: true } ? grain : throw EcsErrors.ClusterNotFound();
    }
}
