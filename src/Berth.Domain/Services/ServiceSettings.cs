using Berth.Domain.Placement;

namespace Berth.Domain.Services;

/// <summary>What of a service can change without a deployment. Source: ECS API, UpdateService.</summary>
public sealed record ServiceSettings
{
    /// <summary>In percent of the desired count; tasks that count as healthy are never stopped below it.</summary>
    public required int MinimumHealthyPercent { get; init; }

    /// <summary>In percent of the desired count; tasks are never started above it.</summary>
    public required int MaximumPercent { get; init; }
    public CircuitBreakerSettings CircuitBreaker { get; init; } = new();
    public DeploymentAlarms? Alarms { get; init; }

    /// <summary>0 to 2,147,483,647. How long after its start an unhealthy task is left alone.</summary>
    public int HealthCheckGracePeriodSeconds { get; init; }
    public bool AvailabilityZoneRebalancing { get; init; }

    /// <summary>NONE, SERVICE or TASK_DEFINITION.</summary>
    public string PropagateTags { get; init; } = "NONE";
    public bool EnableEcsManagedTags { get; init; }
    public bool EnableExecuteCommand { get; init; }

    /// <summary>Where new tasks run; empty for the launch type.</summary>
    public IReadOnlyList<CapacityProviderShare> CapacityProviderStrategy { get; init; } = [];

    /// <summary>FARGATE; null when there is a strategy.</summary>
    public string? LaunchType { get; init; }

    /// <summary>Rounded up. Source: ECS developer guide, rolling update.</summary>
    public int Floor(int desired) => (int)Math.Min(int.MaxValue, ((long)desired * MinimumHealthyPercent + 99) / 100);

    /// <summary>Rounded down. Source: ECS developer guide, rolling update.</summary>
    public int Ceiling(int desired) => (int)Math.Min(int.MaxValue, (long)desired * MaximumPercent / 100);
}

/// <summary>Source: ECS API, DeploymentCircuitBreaker. The threshold and the reset are of 2026.</summary>
public sealed record CircuitBreakerSettings
{
    public bool Enable { get; init; }
    public bool Rollback { get; init; }

    /// <summary>BOUNDED_PERCENT, UNBOUNDED_PERCENT or COUNT.</summary>
    public string ThresholdType { get; init; } = "BOUNDED_PERCENT";
    public int ThresholdValue { get; init; } = 50;
    public bool ResetOnHealthyTask { get; init; } = true;
}

/// <summary>Source: ECS API, DeploymentAlarms.</summary>
public sealed record DeploymentAlarms(IReadOnlyList<string> AlarmNames, bool Enable, bool Rollback);
