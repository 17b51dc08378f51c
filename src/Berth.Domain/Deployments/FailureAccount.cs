using Berth.Domain.Health;
using Berth.Domain.Services;
using Berth.Domain.Tasks;

namespace Berth.Domain.Deployments;

/// <summary>
/// Keeps account of what became of a deployment's tasks. Until one has counted as healthy, every task that ends before that is a failure; from then on, every one that is replaced because its health checks
/// failed. A task that becomes healthy forgives what failed before it. Source: ECS developer guide, deployment circuit breaker.
/// </summary>
public static class FailureAccount
{
    public const string FailedContainerHealthChecks = "Task failed container health checks";

    /// <param name="tasks">Of this deployment, those that are not STOPPED.</param>
    /// <param name="ended">Of this deployment, those whose ending was not accounted for before.</param>
    public static Deployment Settle(Deployment deployment, IReadOnlyList<ServiceTask> tasks, IReadOnlyList<ServiceTask> ended, bool resetOnHealthyTask, DateTimeOffset now)
    {
        var all = tasks.Concat(ended).DistinctBy(t => t.TaskId, StringComparer.Ordinal).ToList();
        var healthy = all.Select(t => ServiceHealth.HealthySince(t, now)).OfType<DateTimeOffset>().Where(at => !(at <= deployment.LastHealthyAt)).Select(at => (At: at, Ended: (ServiceTask?)null));
        var endings = ended.Select(t => (At: t.StoppingAt ?? now, Ended: (ServiceTask?)t));

        // What happened at one moment happened in favour of the deployment: the healthy task comes last.
        foreach (var (at, task) in healthy.Concat(endings).OrderBy(e => e.At).ThenBy(e => e.Ended is null))
            deployment = task is null ? BecameHealthy(deployment, at, resetOnHealthyTask) : Fails(deployment, task, now) ? deployment with { FailedTasks = deployment.FailedTasks + 1 } : deployment;
        return deployment with { Throttle = Throttle(deployment.Throttle, all, ended, now) };
    }

    /// <summary>The same for a task set, which nobody counts failures of.</summary>
    public static StartThrottle Throttle(StartThrottle throttle, IReadOnlyList<ServiceTask> all, IReadOnlyList<ServiceTask> ended, DateTimeOffset now)
    {
        foreach (var task in ended.Where(t => t.StartedAt is null && IsOwnFault(t)).OrderBy(t => t.StoppingAt)) throttle = StartThrottling.Failed(throttle, task.CreatedAt, task.StoppingAt ?? now);
        return throttle.Since is { } since && all.Any(t => t.StartedAt >= since) ? StartThrottle.None : throttle;
    }

    private static Deployment BecameHealthy(Deployment deployment, DateTimeOffset at, bool reset) =>
        deployment with { WasHealthy = true, LastHealthyAt = at, FailedTasks = reset ? 0 : deployment.FailedTasks };

    private static bool Fails(Deployment deployment, ServiceTask task, DateTimeOffset now) =>
        IsUnhealthyEnd(task) || (!deployment.WasHealthy && ServiceHealth.HealthySince(task, now) is null && task.StopCode is not (StopCode.ServiceSchedulerInitiated or StopCode.SpotInterruption or StopCode.TerminationNotice));

    /// <summary>Who stopped it did so because it is unhealthy.</summary>
    private static bool IsUnhealthyEnd(ServiceTask task) => task is { StopCode: StopCode.ServiceSchedulerInitiated, StoppedReason: FailedContainerHealthChecks };

    private static bool IsOwnFault(ServiceTask task) => task.StopCode is StopCode.TaskFailedToStart or StopCode.EssentialContainerExited;
}
