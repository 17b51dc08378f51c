using Berth.Domain.Services;

namespace Berth.Domain.Deployments;

/// <summary>The history that a service keeps of each of its changes. Source: ECS API, ServiceDeployment.</summary>
public static class ServiceDeployments
{
    /// <summary>Service deployments that are kept of one service, the newest among them.</summary>
    public const int Max = 100;

    /// <summary>Our words: ECS tells none.</summary>
    public const string Superseded = "Service deployment stopped because a newer deployment of the service began.";

    /// <summary>Our words: ECS tells none.</summary>
    public const string ServiceDeleted = "Service deployment stopped because the service was deleted.";

    /// <param name="service">With the deployment as PRIMARY, and everything it runs.</param>
    /// <param name="sources">What ran when it began.</param>
    public static ServiceDeploymentRecord Begin(ServiceRecord service, string id, IReadOnlyList<SourceRevision> sources, DateTimeOffset now)
    {
        if (service.Primary is not { } deployment) throw new InvalidOperationException($"Service {service.Name} has no deployment.");
        return new()
        {
            Id = id,
            Arn = ArnOf(service.Arn, id),
            ServiceArn = service.Arn,
            ClusterArn = service.ClusterArn,
            DeploymentId = deployment.Id,
            TargetRevisionArn = service.Revision(deployment.Revision).Arn,
            SourceRevisions = sources,
            Status = ServiceDeploymentStatus.InProgress,
            RequestedTaskCount = service.DesiredCount,
            MinimumHealthyPercent = service.Settings.MinimumHealthyPercent,
            MaximumPercent = service.Settings.MaximumPercent,
            CircuitBreaker = service.Settings.CircuitBreaker,
            Alarms = service.Settings.Alarms,
            CreatedAt = now,
            StartedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Ends one before it arrived where it was to go.</summary>
    public static ServiceDeploymentRecord Stop(ServiceDeploymentRecord open, string reason, int failures, DateTimeOffset now) => open with
    {
        Status = open.Status == ServiceDeploymentStatus.RollbackInProgress ? ServiceDeploymentStatus.RollbackFailed : ServiceDeploymentStatus.Stopped,
        StatusReason = reason,
        FinalFailureCount = open.Rollback is null ? failures : open.FinalFailureCount,
        StoppedAt = now,
        FinishedAt = now,
        UpdatedAt = now,
    };

    /// <summary><c>arn:…:service-deployment/CLUSTER/SERVICE/ID</c>.</summary>
    public static string ArnOf(string serviceArn, string id) => serviceArn.Replace(":service/", ":service-deployment/", StringComparison.Ordinal) + "/" + id;

    /// <summary><c>arn:…:service-revision/CLUSTER/SERVICE/NUMBER</c>.</summary>
    public static string RevisionArnOf(string serviceArn, string number) => serviceArn.Replace(":service/", ":service-revision/", StringComparison.Ordinal) + "/" + number;
}
