using Berth.Domain.Services;

namespace Berth.Domain.Deployments;

/// <summary>
/// How a deployment that fails ends, whoever says so: the circuit breaker, an alarm, or StopServiceDeployment. The record's generation is left to whoever changes it. Source: ECS developer guide, deployment
/// circuit breaker; ECS API, StopServiceDeployment.
/// </summary>
public static class Rollback
{
    public static bool IsPossible(ServiceRecord service) => service.LastCompleted is not null && service.Primary is not null;

    /// <summary>
    /// The newest completed deployment becomes PRIMARY again, under its own id, and the failed one keeps no task. While it is under way nothing else can be rolled back to. Alarms say nothing of it: it is gone back
    /// to because of them.
    /// </summary>
    /// <param name="service">With a PRIMARY deployment and a completed one; see <see cref="IsPossible"/>.</param>
    /// <param name="rolloutStateReason">Of the deployment that failed.</param>
    /// <param name="statusReason">Of the service deployment, and of its rollback.</param>
    public static ServiceRecord Begin(ServiceRecord service, string rolloutStateReason, string statusReason, DateTimeOffset now)
    {
        if (service.Primary is not { } failed || service.LastCompleted is not { } goal || failed.Id == goal.DeploymentId)
            throw new InvalidOperationException($"Service {service.Name} has nothing to roll back to.");
        var ended = failed with { Primary = false, KeptTasks = 0, RolloutState = RolloutState.Failed, RolloutStateReason = rolloutStateReason, UpdatedAt = now };
        var target = Again(service.Deployments.FirstOrDefault(d => d.Id == goal.DeploymentId), goal) with
        {
            Primary = true,
            RolloutStateReason = InProgress(goal.DeploymentId),
            IgnoredAlarms = service.Settings.Alarms?.AlarmNames ?? [],

            // Only what becomes healthy from now on speaks for it.
            LastHealthyAt = now,
            UpdatedAt = now,
        };
        return service with
        {
            // One that was not there any more is older than all that are.
            Deployments = service.Deployments.Any(d => d.Id == target.Id)
                ? [.. service.Deployments.Select(d => d.Id == failed.Id ? ended : d.Id == target.Id ? target : d)]
                : [.. service.Deployments.Select(d => d.Id == failed.Id ? ended : d), target],
            LastCompleted = null,
            ServiceDeployment = service.ServiceDeployment is { Over: false } open
                ? open with
                {
                    Status = ServiceDeploymentStatus.RollbackInProgress,
                    StatusReason = statusReason,
                    FinalFailureCount = failed.FailedTasks,
                    Rollback = new(statusReason, now, service.Revision(target.Revision).Arn),
                    UpdatedAt = now,
                }
                : service.ServiceDeployment,
            Rebalancing = false,
            Steady = false,
        };
    }

    /// <summary>The PRIMARY deployment stays what it is and launches nothing more. A rollback that fails stalls as well.</summary>
    public static ServiceRecord Stall(ServiceRecord service, string rolloutStateReason, string statusReason, DateTimeOffset now)
    {
        if (service.Primary is not { } failed) throw new InvalidOperationException($"Service {service.Name} has no deployment that could fail.");
        return service with
        {
            Deployments = [.. service.Deployments.Select(d => d.Primary ? d with { RolloutState = RolloutState.Failed, RolloutStateReason = rolloutStateReason, UpdatedAt = now } : d)],
            ServiceDeployment = service.ServiceDeployment is { Over: false } open ? ServiceDeployments.Stop(open, statusReason, failed.FailedTasks, now) : service.ServiceDeployment,
            Rebalancing = false,
            Steady = false,
        };
    }

    /// <summary>A deployment's rolloutStateReason while it is under way. Captured from ECS.</summary>
    public static string InProgress(string deploymentId) => $"ECS deployment {deploymentId} in progress.";

    /// <summary>A deployment that begins again knows nothing of how it went before.</summary>
    private static Deployment Again(Deployment? there, CompletedDeployment goal) => new()
    {
        Id = goal.DeploymentId,
        Revision = goal.Revision,
        RolloutState = RolloutState.InProgress,
        RolloutStateReason = there?.RolloutStateReason ?? "",
        CreatedAt = goal.CreatedAt,
        UpdatedAt = goal.CreatedAt,
    };
}
