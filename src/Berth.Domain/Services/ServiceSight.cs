using Berth.Domain.Deployments;
using Berth.Domain.Health;

namespace Berth.Domain.Services;

/// <summary>A snapshot with its tasks judged, as the parts of <see cref="ServiceDecider"/> share it.</summary>
internal sealed class ServiceSight
{
    private readonly ServiceSnapshot snapshot;
    private readonly ILookup<string, JudgedTask> byGroup;

    public ServiceSight(ServiceSnapshot snapshot, DateTimeOffset now)
    {
        (this.snapshot, Now) = (snapshot, now);
        Tasks = [.. snapshot.Tasks.Select(t => ServiceHealth.Judge(t, snapshot.Service.Settings.HealthCheckGracePeriodSeconds, now))];
        byGroup = Tasks.Where(t => t.Live).ToLookup(t => t.Task.GroupId, StringComparer.Ordinal);
    }

    public ServiceRecord Service => snapshot.Service;

    public DateTimeOffset Now { get; }

    public IReadOnlyList<JudgedTask> Tasks { get; }

    public IReadOnlyList<ServiceTask> Ended => snapshot.Ended;

    public PlacementShortage? Shortage => snapshot.Shortage;

    public IReadOnlyList<string> AlarmsInAlarm => snapshot.AlarmsInAlarm;

    /// <summary>Of a deployment or task set, the live ones.</summary>
    public IReadOnlyList<JudgedTask> Of(string groupId) => [.. byGroup[groupId]];

    /// <summary>Of every deployment or task set that has live tasks.</summary>
    public IEnumerable<string> GroupIds => byGroup.Select(g => g.Key);

    /// <summary>What found no room for one group lets the others wait as well: only the last try is known, and two that lack room would else ask for it in turns without end.</summary>
    public LaunchState StateOf(StartThrottle throttle, bool stalled) =>
        stalled ? LaunchState.Stalled
        : StartThrottling.NextTryAt(throttle) > Now ? LaunchState.Throttled
        : Shortage?.RetryAt > Now ? LaunchState.Short : LaunchState.Free;

    public static TaskStop Stop(JudgedTask task, string reason, string? rebalancedFrom = null) => new(task.Task.TaskId, task.Standing == TaskStanding.Starting, reason, rebalancedFrom);

    public static TaskStop StopUnhealthy(JudgedTask task) => Stop(task, FailureAccount.FailedContainerHealthChecks) with { EvenProtected = true };

    /// <summary>When time alone changes what the plan was made from.</summary>
    /// <param name="next">The record as it shall be: what is said now is said again after a while.</param>
    public DateTimeOffset? WakeAt(ServiceRecord next, IEnumerable<StartThrottle> throttles, bool waitsForProtection)
    {
        var times = Tasks.Select(t => t.ChangesAt)
            .Concat(throttles.Select(StartThrottling.NextTryAt))
            .Append(Shortage?.RetryAt)
            .Concat(waitsForProtection ? Tasks.Where(t => t.Live).Select(t => t.Task.ProtectedUntil) : [])
            .Append(next.Steady && next.SteadySaidAt is { } said ? said + StandingEvents.SaidAgainAfter : null);
        return times.Where(t => t > Now).Min();
    }
}
