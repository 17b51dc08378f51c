using Berth.Domain.Health;
using Berth.Domain.Placement;

namespace Berth.Domain.Deployments;

/// <summary>Keeps one task set at its computed desired count. Whoever scales task sets decides how many there are; nothing is rolled here. Source: ECS developer guide, external deployments.</summary>
public static class TaskSetDecider
{
    /// <param name="live">The set's tasks that are not being stopped.</param>
    public static RollingPlan Decide(int desired, IReadOnlyList<JudgedTask> live, LaunchState state, IReadOnlyList<CapacityProviderShare> strategy, DateTimeOffset now) =>
        RollingDecider.Decide(new(desired, Floor: 0, Ceiling: int.MaxValue, Extra: 0, live, state, []) { Strategy = strategy }, now);

    /// <summary>running is what it should be, none is on its way, and all are healthy. Source: ECS API, TaskSet.stabilityStatus.</summary>
    public static bool IsStable(int desired, IReadOnlyList<JudgedTask> live) => live.Count == desired && live.All(t => t.Healthy);
}
