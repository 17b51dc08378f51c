using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>How deployments go, as the API shows it. What it may be asked to be is in <see cref="DeploymentConfigurationRules"/>.</summary>
internal static class DeploymentConfigurationMapping
{
    /// <summary>The EXTERNAL controller has no strategy and no circuit breaker.</summary>
    public static DeploymentConfigurationShape ToWire(ServiceSettings settings, DeploymentController controller) => new()
    {
        DeploymentCircuitBreaker = controller == DeploymentController.Ecs ? ToWire(settings.CircuitBreaker) : null,
        MaximumPercent = settings.MaximumPercent,
        MinimumHealthyPercent = settings.MinimumHealthyPercent,
        Alarms = settings.Alarms is { } alarms ? new() { AlarmNames = alarms.AlarmNames, Enable = alarms.Enable, Rollback = alarms.Rollback } : null,
        Strategy = controller == DeploymentController.Ecs ? "ROLLING" : null,
    };

    private static DeploymentCircuitBreakerShape ToWire(CircuitBreakerSettings breaker) => new()
    {
        Enable = breaker.Enable,
        Rollback = breaker.Rollback,
        ThresholdConfiguration = new() { Type = breaker.ThresholdType, Value = breaker.ThresholdValue },
        ResetOnHealthyTask = breaker.ResetOnHealthyTask,
    };
}
