namespace Berth.Domain.Containers;

/// <param name="Name">As in a task definition's ulimits: nofile, core…</param>
/// <param name="Soft">In the unit of getrlimit(2); <see cref="ResourceLimits.Unlimited"/> for none.</param>
public sealed record ResourceLimit(string Name, long Soft, long Hard);

/// <param name="Lowered">Names of limits that the node cannot give as high as they were asked for.</param>
public sealed record ResourceLimitPlan(IReadOnlyList<ResourceLimit> Limits, IReadOnlyList<string> Lowered);

/// <summary>Chooses a container's resource limits.</summary>
public static class ResourceLimits
{
    public const long Unlimited = -1;

    /// <summary>Soft and hard, where the definition is silent. Source: ECS developer guide, Fargate resource limits.</summary>
    private static readonly ResourceLimit OpenFiles = new("nofile", 65_535, 65_535);

    /// <param name="asked">By the definition; the last of equal names wins. Every other limit is the node's own.</param>
    /// <param name="ceilings">By name, the most that this node can give; absent or <see cref="Unlimited"/> where it can give anything.</param>
    public static ResourceLimitPlan Choose(IEnumerable<ResourceLimit> asked, IReadOnlyDictionary<string, long> ceilings)
    {
        var wanted = new SortedDictionary<string, ResourceLimit>(StringComparer.Ordinal) { [OpenFiles.Name] = OpenFiles };
        foreach (var limit in asked) wanted[limit.Name] = limit;
        var given = wanted.Values.Select(l =>
        {
            var hard = Lower(l.Hard, ceilings.GetValueOrDefault(l.Name, Unlimited));
            return l with { Soft = Lower(l.Soft, hard), Hard = hard };
        }).ToList();
        return new(given, [.. given.Where(l => l.Hard != wanted[l.Name].Hard).Select(l => l.Name)]);
    }

    private static long Lower(long limit, long ceiling) => ceiling == Unlimited ? limit : limit == Unlimited ? ceiling : Math.Min(limit, ceiling);
}
