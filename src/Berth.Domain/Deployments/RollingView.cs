using Berth.Domain.Health;
using Berth.Domain.Placement;

namespace Berth.Domain.Deployments;

/// <summary>What a rolling deployment is chosen from. Live tasks only: what is being stopped counts for nothing.</summary>
/// <param name="Desired">Of the service.</param>
/// <param name="Floor">Healthy tasks that must stay.</param>
/// <param name="Ceiling">Live tasks that there may be.</param>
/// <param name="Extra">Tasks above the desired count that are wanted for a while, to spread the service anew.</param>
/// <param name="Fresh">Of the PRIMARY deployment.</param>
/// <param name="FreshState">Whether it may launch.</param>
/// <param name="Old">The others, newest first.</param>
public sealed record RollingView(int Desired, int Floor, int Ceiling, int Extra, IReadOnlyList<JudgedTask> Fresh, LaunchState FreshState, IReadOnlyList<OldGroup> Old)
{
    /// <summary>Of the service: scale-in keeps to it.</summary>
    public IReadOnlyList<CapacityProviderShare> Strategy { get; init; } = [];

    /// <summary>The zone that the first task to go is in, when the service is spread anew.</summary>
    public string? LeaveZone { get; init; }
}

/// <summary>Whether a group of tasks may launch now.</summary>
public enum LaunchState
{
    Free,

    /// <summary>Its last try found no room; the next one comes later.</summary>
    Short,

    /// <summary>Its tasks do not start; the next try comes later.</summary>
    Throttled,

    /// <summary>It failed for good.</summary>
    Stalled,
}

/// <param name="Kept">Tasks that it still keeps; the rest of the way it gives up one by one.</param>
public sealed record OldGroup(string Id, int Kept, IReadOnlyList<JudgedTask> Tasks, LaunchState State);

/// <summary>Why a task is stopped.</summary>
public enum StopCause
{
    /// <summary>There are too many, or a newer deployment takes its place.</summary>
    Scaling,
    Unhealthy,
}

public sealed record RollingStop(JudgedTask Task, StopCause Cause);

/// <param name="Starts">Tasks of the PRIMARY deployment.</param>
/// <param name="Replaced">How many of them stand for unhealthy ones.</param>
/// <param name="Refills">Tasks of older deployments that take the place of ones that ended, by group.</param>
/// <param name="Kept">What each older group keeps from now on.</param>
/// <param name="NoRoom">Floor and ceiling leave nothing that could be done.</param>
/// <param name="Protected">Tasks that should go and are protected.</param>
public sealed record RollingPlan(
    int Starts, int Replaced, IReadOnlyDictionary<string, int> Refills, IReadOnlyList<RollingStop> Stops, IReadOnlyDictionary<string, int> Kept, bool NoRoom, int Protected)
{
    public bool Acts => Starts > 0 || Refills.Count > 0 || Stops.Count > 0;
}
