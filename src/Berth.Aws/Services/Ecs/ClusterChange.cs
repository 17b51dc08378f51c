using Berth.Contracts.Clusters;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ecs;

internal static class ClusterChange
{
    /// <exception cref="AwsException">There is no such active cluster.</exception>
    public static async Task<ClusterSnapshot> Apply(IGrainFactory grains, string? given, AwsScope scope, Func<ClusterRecord, ClusterRecord> change)
    {
        var name = EcsNames.ClusterName(given, scope);
        if (!EcsNames.IsName(name)) throw EcsErrors.ClusterNotFound();
        var grain = grains.GetGrain<IClusterGrain>(name);
        while (true)
        {
            if (await grain.Describe() is not { Cluster.Active: true } old) throw EcsErrors.ClusterNotFound();

            // Somebody else may have changed it meanwhile; then what was read is old, and the change is made anew.
            if (await grain.Change(new(change(old.Cluster)), old.Version) is { } changed) return changed;
        }
    }
}
