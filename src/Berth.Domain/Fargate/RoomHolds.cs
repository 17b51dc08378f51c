namespace Berth.Domain.Fargate;

/// <summary>Room on a node, free or about to be, that Spot tasks were interrupted for: no Spot task gets it before the one that it was made for had its time to try again.</summary>
public sealed record RoomHold(string NodeArn, int CpuUnits, int MemoryMib, DateTimeOffset Until)
{
    /// <summary>From the interruption on: the two minutes of its warning, the task's ending, and the next try.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);
}

/// <summary>What is held, while one request is decided on.</summary>
public sealed class RoomHolds(IEnumerable<RoomHold> holds, DateTimeOffset now)
{
    private readonly List<RoomHold> held = [.. holds.Where(h => h.Until > now)];

    public IReadOnlyList<RoomHold> All => held;

    public void Add(RoomHold hold) => held.Add(hold);

    /// <summary>The node as Spot tasks see it.</summary>
    public PoolNode Without(PoolNode node) => held.Where(h => h.NodeArn == node.Arn).Aggregate(node, (n, h) => n.With(h.CpuUnits, h.MemoryMib));

    /// <summary>Takes out one that an earlier try of such a task was given, on the node if there is one there.</summary>
    /// <returns>False when there is none.</returns>
    public bool Take(string? nodeArn, int cpuUnits, int memoryMib)
    {
        var hold = held.Where(h => h.CpuUnits == cpuUnits && h.MemoryMib == memoryMib).OrderByDescending(h => h.NodeArn == nodeArn).ThenBy(h => h.Until).FirstOrDefault();
        return hold is not null && held.Remove(hold);
    }
}
