using Berth.Contracts.Clusters;
using Berth.Domain.Clusters;

namespace Berth.Aws.Services.Ecs;

internal static class ClusterChange
{
    /// <exception cref="AwsException">There is no such active cluster.</exception>
    public static async Task<ClusterSnapshot> Apply(IGrainFactory grains, string? given, Func<ClusterRecord, ClusterRecord> change)
    {
        var name = EcsNames.ClusterName(given);
        if (!EcsNames.IsName(name)) throw EcsErrors.ClusterNotFound();
        var grain = grains.GetGrain<IClusterGrain>(name);
        if (await grain.Describe() is not { Cluster.Active: true } old) throw EcsErrors.ClusterNotFound();
        return await grain.Change(new(change(old.Cluster))) ?? throw EcsErrors.ClusterNotFound();
    }
}
