using System.Text.Json;
using Berth.Domain.Diagnosis;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Cluster.Network;

/// <summary>What a session was told of the network, and what it is to be told next.</summary>
/// <param name="Changed">VPCs that are not as the session knows them.</param>
internal sealed record VpcNews(long Generation, IReadOnlyList<string> VpcIds, IReadOnlyList<VpcSnapshot> Changed, IReadOnlyDictionary<string, string> Known, bool Any)
{
    public static readonly VpcNews Nothing = new(-1, [], [], new Dictionary<string, string>(), Any: false);
}

/// <summary>Describes the network to sessions of nodes: everything at first, then what changed. And says what in it failed a task.</summary>
internal sealed class NetworkDescriptions(IStore store, BerthInstance berth, PublicPool pool, IIdSource ids, TimeProvider clock)
{
    public async Task<VpcNews> Since(VpcNews told)
    {
        var rows = await NetworkRows.Read(store);
        var world = await World();
        var vpcs = rows.State.Of<VpcRecord>().Select(v => VpcSnapshots.Of(rows.State, v.VpcId, rows.Generation, world)).ToList();

        // Compared as text: lists within records are equal only when they are the same.
        var known = vpcs.ToDictionary(v => v.VpcId, v => JsonSerializer.Serialize(v with { Generation = 0 }), StringComparer.Ordinal);
        var changed = vpcs.Where(v => told.Known.GetValueOrDefault(v.VpcId) != known[v.VpcId]).ToList();
        return new(rows.Generation, [.. vpcs.Select(v => v.VpcId)], changed, known, changed.Count > 0 || told.Known.Count != known.Count || told.Generation != rows.Generation);
    }

    /// <returns>Null when the task's VPC is gone.</returns>
    public async Task<NetworkEvidence?> Explain(FailedCall call, TaskRecord task)
    {
        var (vpc, cards) = await VpcOf(task);
        if (vpc is null || task.Interface is not { } own || !vpc.Subnets.Any(s => s.SubnetId == own.SubnetId)) return null;
        return NetworkDiagnosis.Explain(call, Card(own), vpc, cards);
    }

    public async Task<NetworkEvidence?> NoFreeAddress(TaskRecord task)
    {
        var (vpc, cards) = await VpcOf(task);
        return vpc is null ? null : NetworkDiagnosis.NoFreeAddress(vpc, task.SubnetId, task.SecurityGroupIds, cards.Count(c => c.SubnetId == task.SubnetId));
    }

    private async Task<(VpcSnapshot? Vpc, IReadOnlyList<AttachedCard> Cards)> VpcOf(TaskRecord task)
    {
        var rows = await NetworkRows.Read(store);
        if (rows.State.Find<SubnetRecord>(task.SubnetId)?.VpcId is not { } vpcId) return (null, []);
        var world = await World();
        return (VpcSnapshots.Of(rows.State, vpcId, rows.Generation, world), [.. world.Interfaces.Where(i => i.VpcId == vpcId).Select(Card)]);
    }

    private async Task<NetworkWorld> World() => new(berth.Scope, berth.AvailabilityZones, await NetworkRows.Interfaces(store), pool, ids, clock.GetUtcNow());

    private static AttachedCard Card(NetworkInterfaceRecord card) =>
        new("", card.SubnetId, Cidr.ParseAddress(card.PrivateIpv4Address), card.PublicIpv4Address is { } address ? Cidr.ParseAddress(address) : null, card.SecurityGroupIds);
}
