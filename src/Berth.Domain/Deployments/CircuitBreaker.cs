using Berth.Domain.Services;

namespace Berth.Domain.Deployments;

/// <summary>Gives a deployment up whose tasks fail. Source: ECS developer guide, deployment circuit breaker.</summary>
public static class CircuitBreaker
{
    private const int BoundedMin = 3;
    private const int BoundedMax = 200;

    /// <returns>How many failures end a deployment. At least 1.</returns>
    public static int Threshold(CircuitBreakerSettings settings, int desired) => settings.ThresholdType switch
    {
        "BOUNDED_PERCENT" => Math.Clamp(Percent(settings, desired), BoundedMin, BoundedMax),
        "UNBOUNDED_PERCENT" => Math.Max(1, Percent(settings, desired)),
        "COUNT" => Math.Max(1, settings.ThresholdValue),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.ThresholdType, "Unknown type of threshold."),
    };

    /// <param name="desired">The service's desired count now: it may have changed since the deployment began.</param>
    public static bool Trips(CircuitBreakerSettings settings, Deployment deployment, int desired) =>
        settings.Enable && deployment.RolloutState == RolloutState.InProgress && deployment.FailedTasks >= Threshold(settings, desired);

    private static int Percent(CircuitBreakerSettings settings, int desired) => (int)(((long)desired * settings.ThresholdValue + 99) / 100);
}
