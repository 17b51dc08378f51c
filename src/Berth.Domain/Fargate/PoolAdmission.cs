namespace Berth.Domain.Fargate;

/// <summary>A node of the pool, with what it offers and what is claimed of it.</summary>
public sealed record PoolNode(string Arn, bool Connected, int CpuUnits, int MemoryMib, int ClaimedCpuUnits, int ClaimedMemoryMib)
{
    public int FreeCpuUnits => CpuUnits - ClaimedCpuUnits;

    public int FreeMemoryMib => MemoryMib - ClaimedMemoryMib;

    /// <summary>With a claim more; with negative sizes, one less.</summary>
    public PoolNode With(int cpuUnits, int memoryMib) => this with { ClaimedCpuUnits = ClaimedCpuUnits + cpuUnits, ClaimedMemoryMib = ClaimedMemoryMib + memoryMib };
}

/// <summary>Chooses the node for a Fargate task.</summary>
public static class PoolAdmission
{
    /// <summary>The connected node with room and most of its CPU free; of equals, the first by ARN.</summary>
    /// <returns>Null when no connected node has room.</returns>
    public static PoolNode? Choose(IEnumerable<PoolNode> nodes, int cpuUnits, int memoryMib) => nodes
        .Where(n => n.Connected && n.FreeCpuUnits >= cpuUnits && n.FreeMemoryMib >= memoryMib)
        .OrderByDescending(n => n.FreeCpuUnits).ThenBy(n => n.Arn, StringComparer.Ordinal).FirstOrDefault();
}
