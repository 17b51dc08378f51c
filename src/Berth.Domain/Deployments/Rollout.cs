using Berth.Domain.Services;

namespace Berth.Domain.Deployments;

/// <summary>Takes a deployment from IN_PROGRESS to its end: FAILED by the circuit breaker or an alarm, or COMPLETED. Source: ECS developer guide, rolling update, circuit breaker, alarms.</summary>
public static class Rollout
{
    private const string TripReason = "Service deployment rolled back because the circuit breaker threshold was exceeded.";
    private const string TripStopReason = "Service deployment failed because the circuit breaker threshold was exceeded.";
    private const string AlarmReason = "Service deployment rolled back because of alarm(s) detected.";
    private const string AlarmStopReason = "Service deployment failed because of alarm(s) detected.";

    /// <summary>Fails the PRIMARY deployment if its time has come, and rolls back where the settings want it and something completed before.</summary>
    /// <param name="events">Gets what the service says of it.</param>
    public static ServiceRecord Judge(ServiceRecord service, IReadOnlyList<string> inAlarm, DateTimeOffset now, List<string> events)
    {
        if (service.Primary is not { RolloutState: RolloutState.InProgress } primary) return service;
        if (CircuitBreaker.Trips(service.Settings.CircuitBreaker, primary, service.DesiredCount))
        {
            var failed = Fail(service, primary, service.Settings.CircuitBreaker.Rollback, "circuit breaker: tasks failed to start.", "circuit breaker: rolling back to deploymentId", TripReason, TripStopReason, "tasks failed to start", now, events);
            return failed with { ServiceDeployment = failed.ServiceDeployment is { } history ? history with { Tripped = true, FinalFailureCount = primary.FailedTasks } : null };
        }

        var alarms = service.Settings.Alarms is { Enable: true } settings ? settings.AlarmNames.Intersect(inAlarm, StringComparer.Ordinal).Except(primary.IgnoredAlarms, StringComparer.Ordinal).ToList() : [];
        if (alarms.Count == 0) return service;
        var alarmed = Fail(service, primary, service.Settings.Alarms!.Rollback, "failed: alarm detected.", "failed: alarm detected, rolling back to deploymentId", AlarmReason, AlarmStopReason, "alarm detected", now, events);
        return alarmed with { ServiceDeployment = alarmed.ServiceDeployment is { } told ? told with { TriggeredAlarms = alarms } : null };
    }

    /// <summary>The PRIMARY deployment has all its tasks healthy and none of another is left.</summary>
    public static ServiceRecord Complete(ServiceRecord service, DateTimeOffset now, List<string> events)
    {
        var primary = service.Primary!;
        var completed = primary with { RolloutState = RolloutState.Completed, RolloutStateReason = $"ECS deployment {primary.Id} completed.", UpdatedAt = now };
        events.Add(ServiceEventTexts.DeploymentCompleted(service.Name, primary.Id));
        return service with
        {
            Deployments = [completed],
            LastCompleted = new(primary.Id, primary.Revision, primary.CreatedAt),
            ServiceDeployment = service.ServiceDeployment is { Over: false } history ? Finished(history, service.DesiredCount, primary.FailedTasks, now) : service.ServiceDeployment,
        };
    }

    private static ServiceRecord Fail(
        ServiceRecord service, Deployment primary, bool rollback, string stalled, string rollingBack, string rollbackReason, string stopReason, string why, DateTimeOffset now, List<string> events)
    {
        events.Add(ServiceEventTexts.DeploymentFailed(service.Name, primary.Id, why));
        if (!rollback || service.LastCompleted is not { } target) return Rollback.Stall(service, "ECS deployment " + stalled, stopReason, now);
        events.Add(ServiceEventTexts.RollingBack(service.Name, target.DeploymentId));
        return Rollback.Begin(service, $"ECS deployment {rollingBack} {target.DeploymentId}.", rollbackReason, now);
    }

    private static ServiceDeploymentRecord Finished(ServiceDeploymentRecord history, int running, int failures, DateTimeOffset now) => history with
    {
        Status = history.Rollback is null ? ServiceDeploymentStatus.Successful : ServiceDeploymentStatus.RollbackSuccessful,
        FinalRunningCount = running,
        FinalFailureCount = history.Tripped ? history.FinalFailureCount : failures,
        FinishedAt = now,
        UpdatedAt = now,
    };
}
