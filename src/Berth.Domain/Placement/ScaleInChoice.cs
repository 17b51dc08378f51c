using Berth.Domain.Health;
using Berth.Domain.Services;

namespace Berth.Domain.Placement;

/// <summary>Chooses which tasks go when there are too many. Source: ECS developer guide, task placement strategies (scale-in) and task scale-in protection.</summary>
public static class ScaleInChoice
{
    /// <summary>
    /// Those on their way first, then those of the capacity provider that has most beyond its part, then those of the zone that has most, then the newest. Protected ones never, so that fewer may be chosen than
    /// asked for.
    /// </summary>
    /// <param name="tasks">Of one deployment or task set, the live ones.</param>
    /// <param name="leaveZone">Of equals in standing, the first to go is in this zone: who spreads a service anew would otherwise give back what was just started. Null when it does not matter.</param>
    public static IReadOnlyList<JudgedTask> Choose(IReadOnlyList<JudgedTask> tasks, int count, IReadOnlyList<CapacityProviderShare> strategy, DateTimeOffset now, string? leaveZone = null)
    {
        var left = tasks.ToList();
        var chosen = new List<JudgedTask>();
        var candidates = left.Where(t => !t.Task.IsProtected(now)).ToList();
        var parts = strategy.Count > 1 ? CapacityProviderSplit.Of(strategy, Math.Max(0, tasks.Count - count)) : null;
        while (chosen.Count < count && candidates.Count > 0)
        {
            var zones = left.GroupBy(t => t.Task.AvailabilityZone, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
            var providers = parts is null ? null : left.GroupBy(t => t.Task.CapacityProvider ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count() - parts.GetValueOrDefault(g.Key), StringComparer.Ordinal);
            var next = candidates
                .OrderBy(t => t.Standing)
                .ThenByDescending(t => chosen.Count == 0 && t.Task.AvailabilityZone == leaveZone)
                .ThenByDescending(t => providers?[t.Task.CapacityProvider ?? ""] ?? 0)
                .ThenByDescending(t => zones[t.Task.AvailabilityZone])
                .ThenByDescending(t => t.Task.CreatedAt)
                .ThenBy(t => t.Task.TaskId, StringComparer.Ordinal).First();
            chosen.Add(next);
            left.Remove(next);
            candidates.Remove(next);
        }

        return chosen;
    }
}
