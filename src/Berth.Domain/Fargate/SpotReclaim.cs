namespace Berth.Domain.Fargate;

/// <summary>A Spot task that has room on a node.</summary>
/// <param name="Since">When it got its room.</param>
/// <param name="ReclaimedUntil">It was told to go, and by then it is gone if it ever goes; null before.</param>
public sealed record SpotTask(string TaskArn, string NodeArn, int CpuUnits, int MemoryMib, DateTimeOffset Since, DateTimeOffset? ReclaimedUntil)
{
    public bool IsGoing(DateTimeOffset now) => ReclaimedUntil > now;
}

/// <summary>Chooses the Spot tasks whose room tasks that are not Spot need: no more of them than needed, on one node for each task that wants room, the newest first.</summary>
public static class SpotReclaim
{
    /// <param name="nodes">With every claim in them, those of Spot tasks too.</param>
    /// <param name="holds">Gets what is made room for here.</param>
    /// <param name="count">Tasks of one size that found no room.</param>
    /// <returns>Empty when Spot tasks cannot help, or are on their way already.</returns>
    public static IReadOnlyList<string> Choose(IReadOnlyList<PoolNode> nodes, RoomHolds holds, IReadOnlyList<SpotTask> spotTasks, int count, int cpuUnits, int memoryMib, DateTimeOffset now)
    {
        // What an earlier try was promised is planned anew: others may have taken some of it.
        for (var i = 0; i < count && holds.Take(null, cpuUnits, memoryMib); i++)
        {
            // One for each task that wants room.
        }

        var chosen = new List<string>();
        var staying = spotTasks.Where(s => !s.IsGoing(now)).ToList();
        var coming = nodes.Where(n => n.Connected)
            .Select(n => spotTasks.Where(s => s.NodeArn == n.Arn && s.IsGoing(now)).Aggregate(n, (node, going) => node.With(-going.CpuUnits, -going.MemoryMib)))
            .ToDictionary(n => n.Arn, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var best = coming.Values.Select(n => (Node: n, Tasks: Fewest(holds.Without(n), staying.Where(s => s.NodeArn == n.Arn), cpuUnits, memoryMib))).Where(c => c.Tasks is not null)
                .OrderBy(c => c.Tasks!.Count).ThenByDescending(c => c.Tasks!.Select(t => t.Since).DefaultIfEmpty(DateTimeOffset.MaxValue).Min()).ThenBy(c => c.Node.Arn, StringComparer.Ordinal).FirstOrDefault();
            if (best.Tasks is not { } tasks) break;
            foreach (var task in tasks)
            {
                chosen.Add(task.TaskArn);
                staying.Remove(task);
                coming[task.NodeArn] = coming[task.NodeArn].With(-task.CpuUnits, -task.MemoryMib);
            }

            holds.Add(new(best.Node.Arn, cpuUnits, memoryMib, now + RoomHold.Length));
        }

        return chosen;
    }

    /// <summary>As few tasks as make the node large enough.</summary>
    /// <returns>Null when all of them do not.</returns>
    private static IReadOnlyList<SpotTask>? Fewest(PoolNode node, IEnumerable<SpotTask> tasks, int cpuUnits, int memoryMib)
    {
        var (cpuMissing, memoryMissing) = (Math.Max(0, cpuUnits - node.FreeCpuUnits), Math.Max(0, memoryMib - node.FreeMemoryMib));

        // By number of tasks and the CPU that they free, no more than is missing: the choice that frees most memory, of equals the one found first, which has the newest.
        List<Dictionary<int, Freed>> byCount = [new() { [0] = Freed.Nothing }];
        if (cpuMissing == 0 && memoryMissing == 0) return [];
        foreach (var task in tasks.OrderByDescending(t => t.Since).ThenBy(t => t.TaskArn, StringComparer.Ordinal))
        {
            byCount.Add([]);
            for (var count = byCount.Count - 2; count >= 0; count--)
                foreach (var (cpu, freed) in byCount[count])
                {
                    var more = new Freed(task, freed, Math.Min(memoryMissing, freed.MemoryMib + task.MemoryMib));
                    var cpuFreed = Math.Min(cpuMissing, cpu + task.CpuUnits);
                    if (!byCount[count + 1].TryGetValue(cpuFreed, out var known) || known.MemoryMib < more.MemoryMib) byCount[count + 1][cpuFreed] = more;
                }

            // More tasks than are known to be enough are of no use.
            var enough = byCount.FindIndex(c => c.TryGetValue(cpuMissing, out var freed) && freed.MemoryMib == memoryMissing);
            if (enough >= 0) byCount.RemoveRange(enough + 1, byCount.Count - enough - 1);
        }

        return byCount[^1].TryGetValue(cpuMissing, out var best) && best.MemoryMib == memoryMissing ? [.. best.Tasks().Reverse()] : null;
    }

    /// <param name="Last">Null for nothing.</param>
    private sealed record Freed(SpotTask? Last, Freed? Before, int MemoryMib)
    {
        public static readonly Freed Nothing = new(null, null, 0);

        public IEnumerable<SpotTask> Tasks()
        {
            for (var at = this; at is { Last: { } task }; at = at.Before) yield return task;
        }
    }
}
