namespace Berth.Domain.Deployments;

/// <summary>A service deployment with its own ARN: the history of one change. Row kind <c>service-deployment</c>, id <c>CLUSTER/SERVICE/ID</c>. Source: ECS API, ServiceDeployment.</summary>
public sealed record ServiceDeploymentRecord
{
    /// <summary>21 URL-safe characters.</summary>
    public required string Id { get; init; }
    public required string Arn { get; init; }
    public required string ServiceArn { get; init; }
    public required string ClusterArn { get; init; }

    /// <summary>Of the deployment <c>ecs-svc/N</c> that it is the history of.</summary>
    public required string DeploymentId { get; init; }
    public required string TargetRevisionArn { get; init; }
    public IReadOnlyList<SourceRevision> SourceRevisions { get; init; } = [];
    public ServiceDeploymentStatus Status { get; init; }
    public string? StatusReason { get; init; }
    public required int RequestedTaskCount { get; init; }

    /// <summary>Of the target revision when it was over; counted from the tasks until then.</summary>
    public int FinalRunningCount { get; init; }
    public required int MinimumHealthyPercent { get; init; }
    public required int MaximumPercent { get; init; }
    public required Services.CircuitBreakerSettings CircuitBreaker { get; init; }
    public Services.DeploymentAlarms? Alarms { get; init; }
    public IReadOnlyList<string> TriggeredAlarms { get; init; } = [];

    /// <summary>Failures that the circuit breaker had counted when it was over.</summary>
    public int FinalFailureCount { get; init; }

    /// <summary>The circuit breaker ended it.</summary>
    public bool Tripped { get; init; }
    public DeploymentRollback? Rollback { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? StoppedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public bool Over => Status is ServiceDeploymentStatus.Successful or ServiceDeploymentStatus.Stopped or ServiceDeploymentStatus.RollbackSuccessful or ServiceDeploymentStatus.RollbackFailed;
}

/// <summary>A revision that ran when the deployment began, with its tasks then.</summary>
public sealed record SourceRevision(string Arn, int RequestedTaskCount, int RunningTaskCount, int PendingTaskCount);

public sealed record DeploymentRollback(string Reason, DateTimeOffset StartedAt, string ServiceRevisionArn);

/// <summary>Source: ECS API, ServiceDeploymentStatus.</summary>
public enum ServiceDeploymentStatus
{
    Pending,
    InProgress,
    Successful,
    Stopped,
    StopRequested,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
}

/// <summary>A revision as the API shows it. Row kind <c>service-revision</c>, id <c>CLUSTER/SERVICE/NUMBER</c>.</summary>
public sealed record ServiceRevisionRecord(string ServiceArn, string ClusterArn, Services.ServiceRevision Revision);
