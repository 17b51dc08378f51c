using Berth.Domain.Fargate;

namespace Berth.Domain.Services;

/// <summary>What the deciders of a service see of the world at one moment.</summary>
/// <param name="Tasks">Those that are not STOPPED, in order of id, and those that were asked for just now.</param>
/// <param name="Ended">Tasks whose ending is not accounted for yet (see <see cref="ServiceRecord.AccountedThrough"/>), in order of <see cref="ServiceTask.EndSequence"/>; some of them are in <paramref name="Tasks"/> too.</param>
/// <param name="Shortage">Why tasks could not be placed at the last try; null when they could.</param>
/// <param name="AlarmsInAlarm">Of the alarms that the service's settings name.</param>
public sealed record ServiceSnapshot(ServiceRecord Service, IReadOnlyList<ServiceTask> Tasks, IReadOnlyList<ServiceTask> Ended, PlacementShortage? Shortage, IReadOnlyList<string> AlarmsInAlarm);

/// <summary>Tasks found no room.</summary>
/// <param name="GroupId">The deployment or task set whose tasks did not.</param>
/// <param name="RetryAt">When it is worth while to try again.</param>
public sealed record PlacementShortage(PoolShortage Reason, string GroupId, int Count, DateTimeOffset RetryAt);

/// <summary>What is done next for a service.</summary>
/// <param name="Service">The record as it shall be committed before anything is done; the same instance when nothing changed.</param>
/// <param name="Starts">Each for one group.</param>
/// <param name="Events">Texts to be said, oldest first, before those that tell of starts and stops.</param>
/// <param name="WakeAt">When time alone could change the answer; null when only an event can.</param>
/// <param name="Why">What the service waits for, in words an operator sees.</param>
public sealed record ServicePlan(
    ServiceRecord Service, IReadOnlyList<TaskStarts> Starts, IReadOnlyList<TaskStop> Stops, IReadOnlyList<string> Events, DateTimeOffset? WakeAt, string Why)
{
    public bool Acts => Starts.Count > 0 || Stops.Count > 0;
}

/// <summary>Tasks of one deployment or task set that shall be started.</summary>
/// <param name="Places">One for each task.</param>
/// <param name="Replaced">How many of them stand for unhealthy ones; part of the event that tells of the start.</param>
/// <param name="RebalancedInto">The zone, when they are started to spread the service over its zones.</param>
public sealed record TaskStarts(string GroupId, IReadOnlyList<TaskPlace> Places, int Replaced = 0, string? RebalancedInto = null);

/// <summary>Where a task goes.</summary>
/// <param name="CapacityProvider">Null for the launch type.</param>
public sealed record TaskPlace(string SubnetId, string AvailabilityZone, string? CapacityProvider);

/// <param name="Reason">The task's stoppedReason.</param>
/// <param name="RebalancedFrom">The zone, when it makes room for one in another.</param>
public sealed record TaskStop(string TaskId, bool WasPending, string Reason, string? RebalancedFrom = null)
{
    /// <summary>Protection is from scale-in and deployments: one that is unhealthy, or whose service is deleted, goes all the same.</summary>
    public bool EvenProtected { get; init; }
}
