namespace Berth.Domain.Fargate;

/// <summary>A node of the pool, with what it offers and what is claimed of it.</summary>
public sealed record PoolNode(string Arn, bool Connected, int CpuUnits, int MemoryMib, int ClaimedCpuUnits, int ClaimedMemoryMib)
{
    public int FreeCpuUnits => CpuUnits - ClaimedCpuUnits;

    public int FreeMemoryMib => MemoryMib - ClaimedMemoryMib;

    /// <summary>With a claim more; with negative sizes, one less.</summary>
    public PoolNode With(int cpuUnits, int memoryMib) => this with { ClaimedCpuUnits = ClaimedCpuUnits + cpuUnits, ClaimedMemoryMib = ClaimedMemoryMib + memoryMib };
}

/// <summary>What the pool has and what is asked of it.</summary>
/// <param name="SpotTasks">Looked at only when Spot tasks must make room.</param>
/// <param name="OnDemandCpuUnits">Of all claims that are not Spot.</param>
/// <param name="SpotCpuUnits">Of all claims that are.</param>
public sealed record PoolSnapshot(IReadOnlyList<PoolNode> Nodes, IReadOnlyList<RoomHold> Holds, IEnumerable<SpotTask> SpotTasks, long OnDemandCpuUnits, long SpotCpuUnits, int OnDemandVcpuQuota, int SpotVcpuQuota);

/// <param name="NodeArn">Of the node that it has room on already; null for a new task.</param>
public sealed record PoolRequest(string TaskArn, bool Spot, string? NodeArn);

/// <summary>Room on a node for a task.</summary>
public sealed record PoolGrant(string TaskArn, bool Spot, string NodeArn);

/// <param name="Grants">New ones and those that were there, in the order asked for.</param>
/// <param name="Reclaimed">Spot tasks that shall be interrupted.</param>
/// <param name="Shortage">Why others found no room: that of the first of them; null when all did.</param>
public sealed record PoolPlan(IReadOnlyList<PoolGrant> Grants, IReadOnlyList<RoomHold> Holds, IReadOnlyList<string> Reclaimed, PoolShortage? Shortage);

/// <summary>Chooses the nodes for Fargate tasks. A Spot task gets room that nobody else needs; where another finds none, <see cref="SpotReclaim"/> makes some for a later try.</summary>
public static class PoolAdmission
{
    /// <summary>The connected node with room and most of its CPU free; of equals, the first by ARN.</summary>
    /// <returns>Null when no connected node has room.</returns>
    public static PoolNode? Choose(IEnumerable<PoolNode> nodes, int cpuUnits, int memoryMib) => nodes
        .Where(n => n.Connected && n.FreeCpuUnits >= cpuUnits && n.FreeMemoryMib >= memoryMib)
        .OrderByDescending(n => n.FreeCpuUnits).ThenBy(n => n.Arn, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>Decides on tasks of one size, in their order.</summary>
    public static PoolPlan Admit(PoolSnapshot pool, IReadOnlyList<PoolRequest> requests, int cpuUnits, int memoryMib, DateTimeOffset now)
    {
        var nodes = pool.Nodes.ToDictionary(n => n.Arn, StringComparer.Ordinal);
        var holds = new RoomHolds(pool.Holds, now);
        var grants = new List<PoolGrant>(requests.Count);
        var (onDemand, spot) = (pool.OnDemandCpuUnits, pool.SpotCpuUnits);
        var wanting = 0;
        PoolShortage? shortage = null;
        foreach (var request in requests)
        {
            if (request.NodeArn is { } held)
            {
                grants.Add(new(request.TaskArn, request.Spot, held));
                continue;
            }

            if (!VcpuQuota.Admits(request.Spot ? spot : onDemand, cpuUnits, request.Spot ? pool.SpotVcpuQuota : pool.OnDemandVcpuQuota))
            {
                shortage ??= PoolShortage.VcpuQuota;
            }
            else if (Choose(request.Spot ? nodes.Values.Select(holds.Without) : nodes.Values, cpuUnits, memoryMib) is { } chosen)
            {
                nodes[chosen.Arn] = nodes[chosen.Arn].With(cpuUnits, memoryMib);
                grants.Add(new(request.TaskArn, request.Spot, chosen.Arn));
                if (request.Spot) spot += cpuUnits;
                else (onDemand, _) = (onDemand + cpuUnits, holds.Take(chosen.Arn, cpuUnits, memoryMib));
            }
            else
            {
                shortage ??= PoolShortage.Capacity;
                if (!request.Spot) wanting++;
            }
        }

        var reclaimed = wanting == 0 ? [] : SpotReclaim.Choose([.. nodes.Values], holds, [.. pool.SpotTasks], wanting, cpuUnits, memoryMib, now);
        return new(grants, holds.All, reclaimed, shortage);
    }
}
