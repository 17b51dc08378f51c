using Berth.Aws.Services.Ecs;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>Deletes service-linked roles, which succeeds only while their service has nothing that needs them. How each deletion went is remembered for the last hundred.</summary>
internal sealed class LinkedRoleDeletions(IStore store, IGrainFactory grains, IIdSource ids, TimeProvider clock)
{
    private const int DeletionsMax = 100;

    /// <returns>The id of the deletion, which is over when this returns.</returns>
    public async Task<string> Delete(RoleRecord role, string region, CancellationToken cancel)
    {
        var id = $"task{role.Path}{role.Name}/{ids.Uuid()}";
        var usedBy = await UsedBy(region, cancel);
        await Trim(cancel);
        await IamUnit.Run(store, async unit =>
        {
            var found = await unit.Get(HolderKinds.Role, role.Name);
            if (usedBy.Count == 0) unit.Delete(IamNames.RoleKind, found.Name);
            unit.Put(IamNames.RoleDeletionKind, id, new RoleDeletionRecord { Region = region, UsedBy = usedBy, At = clock.GetUtcNow() });
        }, cancel);
        return id;
    }

    /// <exception cref="AwsException">NoSuchEntity.</exception>
    public async Task<RoleDeletionRecord> Find(string id, CancellationToken cancel) =>
        (await store.Find<RoleDeletionRecord>(IamNames.RoleDeletionKind, id, cancel))?.Record ?? throw IamErrors.NoSuchEntity($"Cannot find deletion task with id {id}");

    /// <summary>ECS needs its role while there are clusters. Source: ECS developer guide, deleting a service-linked role.</summary>
    private async Task<IReadOnlyList<string>> UsedBy(string region, CancellationToken cancel)
    {
        var used = new List<string>();
        foreach (var row in await store.List(EcsNames.ClusterKind, cancel: cancel))
            if (await grains.GetGrain<IClusterGrain>(row.Id).Describe() is { Cluster: { Active: true } cluster } && cluster.Arn.Contains($":{region}:", StringComparison.Ordinal)) used.Add(cluster.Arn);
        return used;
    }

    private async Task Trim(CancellationToken cancel)
    {
        var known = await store.List(IamNames.RoleDeletionKind, cancel: cancel);
        if (known.Count < DeletionsMax) return;
        var oldest = known.MinBy(r => RowJson.Read<RoleDeletionRecord>(r).At)!;
        await store.Commit([new RowWrite.Delete(IamNames.RoleDeletionKind, oldest.Id, null)], cancel);
    }
}
