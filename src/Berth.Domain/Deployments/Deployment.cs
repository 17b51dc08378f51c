namespace Berth.Domain.Deployments;

/// <summary>A deployment of a service: tasks of one revision. Source: ECS API, Deployment.</summary>
public sealed record Deployment
{
    /// <summary><c>ecs-svc/</c> and 19 digits. Tasks carry it as startedBy.</summary>
    public required string Id { get; init; }

    /// <summary>Of the revision that it runs.</summary>
    public required string Revision { get; init; }

    /// <summary>Status PRIMARY; every other one is ACTIVE.</summary>
    public bool Primary { get; init; }

    /// <summary>Of one that is not PRIMARY: tasks that it still keeps. Only falls.</summary>
    public int KeptTasks { get; init; }
    public RolloutState RolloutState { get; init; }
    public required string RolloutStateReason { get; init; }

    /// <summary>Failures since the last task that became healthy; what the circuit breaker counts.</summary>
    public int FailedTasks { get; init; }

    /// <summary>One of its tasks counted as healthy since this deployment began, or began again.</summary>
    public bool WasHealthy { get; init; }

    /// <summary>When the last of its tasks began to count as healthy.</summary>
    public DateTimeOffset? LastHealthyAt { get; init; }
    public StartThrottle Throttle { get; init; } = StartThrottle.None;

    /// <summary>Alarms that were in ALARM when it began: they say nothing of it.</summary>
    public IReadOnlyList<string> IgnoredAlarms { get; init; } = [];

    /// <summary>It failed and nothing is rolled back: it launches nothing more.</summary>
    public bool Stalled => RolloutState == RolloutState.Failed;
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Source: ECS API, Deployment.rolloutState.</summary>
public enum RolloutState
{
    InProgress,
    Completed,
    Failed,
}

/// <summary>A deployment that can be rolled back to.</summary>
public sealed record CompletedDeployment(string DeploymentId, string Revision, DateTimeOffset CreatedAt);

/// <summary>How a deployment whose tasks cannot start waits between tries; see <see cref="StartThrottling"/>.</summary>
/// <param name="Rounds">Tries in a row of which none reached RUNNING.</param>
/// <param name="Since">The end of the last of them; null when there was none.</param>
public sealed record StartThrottle(int Rounds, DateTimeOffset? Since)
{
    public static readonly StartThrottle None = new(0, null);
}
