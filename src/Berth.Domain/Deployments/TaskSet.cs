using Berth.Domain.Placement;

namespace Berth.Domain.Deployments;

/// <summary>A task set of a service with the EXTERNAL deployment controller. Source: ECS API, TaskSet.</summary>
public sealed record TaskSet
{
    /// <summary><c>ecs-svc/</c> and 19 digits. Tasks carry it as startedBy.</summary>
    public required string Id { get; init; }
    public required string Arn { get; init; }
    public required string Revision { get; init; }
    public TaskSetStatus Status { get; init; }

    /// <summary>Percent of the service's desired count, 0 to 100.</summary>
    public double ScalePercent { get; init; }
    public string? ExternalId { get; init; }
    public string? StartedBy { get; init; }
    public string? ClientToken { get; init; }

    /// <summary>Of the request that the token belongs to.</summary>
    public string? RequestHash { get; init; }
    public StartThrottle Throttle { get; init; } = StartThrottle.None;

    /// <summary>running is what it should be, and all of it healthy.</summary>
    public bool Stable { get; init; }
    public DateTimeOffset? StabilityStatusAt { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Rounded up. Source: ECS API, TaskSet.computedDesiredCount.</summary>
    public int ComputedDesiredCount(int desired) => Status == TaskSetStatus.Draining ? 0 : (int)Math.Ceiling(desired * ScalePercent / 100);
}

/// <summary>Source: ECS API, TaskSet.status.</summary>
public enum TaskSetStatus
{
    Active,
    Primary,
    Draining,
}
