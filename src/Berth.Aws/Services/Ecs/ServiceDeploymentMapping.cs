using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Services;
using Berth.Domain.Deployments;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>Service deployments on the wire. Source: ECS API, ServiceDeployment.</summary>
internal static class ServiceDeploymentMapping
{
    public const string Kind = "service-deployment";

    /// <param name="service">Of which tasks and failures are counted while it is in progress; null for one that is over.</param>
    public static ServiceDeploymentShape ToWire(ServiceDeploymentRecord record, ServiceView? service) => new()
    {
        ServiceDeploymentArn = record.Arn,
        ServiceArn = record.ServiceArn,
        ClusterArn = record.ClusterArn,
        CreatedAt = record.CreatedAt,
        StartedAt = record.StartedAt,
        FinishedAt = record.FinishedAt,
        StoppedAt = record.StoppedAt,
        UpdatedAt = record.UpdatedAt,
        SourceServiceRevisions = [.. record.SourceRevisions.Select(s => new ServiceRevisionSummaryShape { Arn = s.Arn, RequestedTaskCount = s.RequestedTaskCount, RunningTaskCount = s.RunningTaskCount, PendingTaskCount = s.PendingTaskCount })],
        TargetServiceRevision = Target(record, service),
        Status = StatusName(record.Status),
        StatusReason = record.StatusReason,
        DeploymentConfiguration = DeploymentConfigurationMapping.ToWire(
            new() { MinimumHealthyPercent = record.MinimumHealthyPercent, MaximumPercent = record.MaximumPercent, CircuitBreaker = record.CircuitBreaker, Alarms = record.Alarms }, DeploymentController.Ecs),
        Rollback = record.Rollback is { } rollback ? new() { Reason = rollback.Reason, StartedAt = rollback.StartedAt, ServiceRevisionArn = rollback.ServiceRevisionArn } : null,
        DeploymentCircuitBreaker = Breaker(record, service),
        Alarms = Alarms(record),
    };

    public static ServiceDeploymentBriefShape ToBrief(ServiceDeploymentRecord record) => new()
    {
        ServiceDeploymentArn = record.Arn,
        ServiceArn = record.ServiceArn,
        ClusterArn = record.ClusterArn,
        StartedAt = record.StartedAt,
        CreatedAt = record.CreatedAt,
        FinishedAt = record.FinishedAt,
        TargetServiceRevisionArn = record.TargetRevisionArn,
        Status = StatusName(record.Status),
        StatusReason = record.StatusReason,
    };

    public static string StatusName(ServiceDeploymentStatus status) => status switch
    {
        ServiceDeploymentStatus.Pending => "PENDING",
        ServiceDeploymentStatus.InProgress => "IN_PROGRESS",
        ServiceDeploymentStatus.Successful => "SUCCESSFUL",
        ServiceDeploymentStatus.Stopped => "STOPPED",
        ServiceDeploymentStatus.StopRequested => "STOP_REQUESTED",
        ServiceDeploymentStatus.RollbackRequested => "ROLLBACK_REQUESTED",
        ServiceDeploymentStatus.RollbackInProgress => "ROLLBACK_IN_PROGRESS",
        ServiceDeploymentStatus.RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
        ServiceDeploymentStatus.RollbackFailed => "ROLLBACK_FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    private static ServiceRevisionSummaryShape Target(ServiceDeploymentRecord record, ServiceView? service)
    {
        var counts = record.Over || service is null ? new(record.FinalRunningCount, 0) : service.Of(record.DeploymentId);
        return new() { Arn = record.TargetRevisionArn, RequestedTaskCount = record.RequestedTaskCount, RunningTaskCount = counts.Running, PendingTaskCount = counts.Pending };
    }

    private static ServiceDeploymentCircuitBreakerShape Breaker(ServiceDeploymentRecord record, ServiceView? service)
    {
        var counting = Watched(record) ? service?.Service.Deployments.FirstOrDefault(d => d.Id == record.DeploymentId) : null;
        return new()
        {
            Status = Monitored(record, record.CircuitBreaker.Enable, record.Tripped),
            FailureCount = counting?.FailedTasks ?? record.FinalFailureCount,

            // What holds now: the desired count is read anew while the deployment goes on.
            Threshold = CircuitBreaker.Threshold(record.CircuitBreaker, Watched(record) && service is not null ? service.Service.DesiredCount : record.RequestedTaskCount),
        };
    }

    private static ServiceDeploymentAlarmsShape Alarms(ServiceDeploymentRecord record) => new()
    {
        Status = Monitored(record, record.Alarms is { Enable: true }, record.TriggeredAlarms.Count > 0),
        AlarmNames = record.Alarms is { Enable: true } alarms ? alarms.AlarmNames : null,
        TriggeredAlarmNames = record.TriggeredAlarms is { Count: > 0 } triggered ? triggered : null,
    };

    /// <summary>Source: ECS API, ServiceDeploymentRollbackMonitorsStatus.</summary>
    private static string Monitored(ServiceDeploymentRecord record, bool enabled, bool triggered) =>
        !enabled ? "DISABLED" : triggered ? "TRIGGERED" : Watched(record) ? "MONITORING" : "MONITORING_COMPLETE";

    /// <summary>A rollback is watched no more for what it is gone back from.</summary>
    private static bool Watched(ServiceDeploymentRecord record) => !record.Over && record.Rollback is null;
}
