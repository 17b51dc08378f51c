using Berth.Domain.Fargate;
using Berth.Domain.Invariants;

namespace Berth.Simulation.World;

/// <summary>The Fargate pool's owner: keeps sums in memory, and makes them anew from the tasks' rows.</summary>
internal sealed class SimulatedPool
{
    private readonly SortedDictionary<string, PoolNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PoolClaim> claims = new(StringComparer.Ordinal);

    public IReadOnlyCollection<PoolNode> Nodes => nodes.Values;

    public IReadOnlyCollection<PoolClaim> Claims => claims.Values;

    public int QuotaVcpus { get; set; } = 1000;

    public void NodeChanged(string arn, bool connected, int cpuUnits, int memoryMib) => nodes[arn] = Sum(new(arn, connected, cpuUnits, memoryMib, 0, 0));

    /// <returns>The node, or why there is none.</returns>
    public (string? NodeArn, PoolShortage? Shortage) Claim(string taskArn, int cpuUnits, int memoryMib)
    {
        if (!VcpuQuota.Admits(claims.Values.Sum(c => (long)c.CpuUnits), cpuUnits, QuotaVcpus)) return (null, PoolShortage.VcpuQuota);
        if (PoolAdmission.Choose(nodes.Values, cpuUnits, memoryMib) is not { } node) return (null, PoolShortage.Capacity);
        claims[taskArn] = new(taskArn, node.Arn, cpuUnits, memoryMib);
        nodes[node.Arn] = node.With(cpuUnits, memoryMib);
        return (node.Arn, null);
    }

    public void Release(string taskArn)
    {
        if (claims.Remove(taskArn, out var claim)) nodes[claim.NodeArn] = nodes[claim.NodeArn].With(-claim.CpuUnits, -claim.MemoryMib);
    }

    /// <summary>After a crash: nothing is known but the rows.</summary>
    public void Recount(IEnumerable<PoolClaim> held)
    {
        claims.Clear();
        foreach (var claim in held) claims[claim.TaskArn] = claim;
        foreach (var node in nodes.Values.ToList()) nodes[node.Arn] = Sum(node);
    }

    private PoolNode Sum(PoolNode node)
    {
        var held = claims.Values.Where(c => c.NodeArn == node.Arn).ToList();
        return node with { ClaimedCpuUnits = held.Sum(c => c.CpuUnits), ClaimedMemoryMib = held.Sum(c => c.MemoryMib) };
    }
}
