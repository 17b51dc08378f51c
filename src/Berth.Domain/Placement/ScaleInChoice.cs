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
        // Of those that only age tells apart, the newest is next: no more than the first of each kind needs to be looked at.
        var kinds = tasks.Where(t => !t.Task.IsProtected(now))
            .GroupBy(t => new Kind(t.Standing, t.Task.AvailabilityZone, t.Task.CapacityProvider ?? ""))
            .Select(g => (Kind: g.Key, Tasks: new Queue<JudgedTask>(g.OrderByDescending(t => t.Task.CreatedAt).ThenBy(t => t.Task.TaskId, StringComparer.Ordinal)))).ToList();
        var zones = tasks.CountBy(t => t.Task.AvailabilityZone, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var parts = strategy.Count > 1 ? CapacityProviderSplit.Of(strategy, Math.Max(0, tasks.Count - count)) : null;
        var beyond = tasks.CountBy(t => t.Task.CapacityProvider ?? "", StringComparer.Ordinal).ToDictionary(p => p.Key, p => parts is null ? 0 : p.Value - parts.GetValueOrDefault(p.Key), StringComparer.Ordinal);
        var chosen = new List<JudgedTask>();
        while (chosen.Count < count && kinds.Count > 0)
        {
            var (kind, next) = kinds
                .OrderBy(k => k.Kind.Standing)
                .ThenByDescending(k => chosen.Count == 0 && k.Kind.Zone == leaveZone)
                .ThenByDescending(k => beyond[k.Kind.Provider])
                .ThenByDescending(k => zones[k.Kind.Zone])
                .ThenByDescending(k => k.Tasks.Peek().Task.CreatedAt)
                .ThenBy(k => k.Tasks.Peek().Task.TaskId, StringComparer.Ordinal).First();
            chosen.Add(next.Dequeue());
            if (next.Count == 0) kinds.RemoveAll(k => k.Kind == kind);
            zones[kind.Zone]--;
            if (parts is not null) beyond[kind.Provider]--;
        }

        return chosen;
    }

    private readonly record struct Kind(TaskStanding Standing, string Zone, string Provider);
}
