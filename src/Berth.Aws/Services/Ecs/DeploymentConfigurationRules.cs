using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Services;

namespace Berth.Aws.Services.Ecs;

/// <summary>Reads a deployment configuration over the one that holds, and refuses what ECS refuses of it, in its words (ECS API, DeploymentConfiguration).</summary>
internal static class DeploymentConfigurationRules
{
    /// <summary>Ours: ECS names none.</summary>
    private const int AlarmsMax = 100;

    /// <summary>Source: CloudWatch API, AlarmName.</summary>
    private const int AlarmNameLengthMax = 255;

    /// <param name="now">What holds where the request says nothing.</param>
    public static ServiceSettings Merge(ServiceSettings now, DeploymentConfigurationShape? asked, DeploymentController controller)
    {
        if (asked is null) return now;
        CheckStrategy(asked);
        CheckController(asked, controller);
        var merged = now with
        {
            MinimumHealthyPercent = asked.MinimumHealthyPercent ?? now.MinimumHealthyPercent,
            MaximumPercent = asked.MaximumPercent ?? now.MaximumPercent,
            CircuitBreaker = Merge(now.CircuitBreaker, asked.DeploymentCircuitBreaker),
            Alarms = asked.Alarms is { } alarms ? Read(alarms) : now.Alarms,
        };
        CheckPercents(merged);
        return merged;
    }

    public static void CheckPercents(ServiceSettings settings)
    {
        if (settings.MinimumHealthyPercent < 0) throw EcsErrors.InvalidParameter("minimumHealthyPercent must be at least 0");
        if (settings.MinimumHealthyPercent > 100) throw EcsErrors.InvalidParameter("minimumHealthyPercent must be at most 100");
        if (settings.MaximumPercent < 100) throw EcsErrors.InvalidParameter("maximumPercent must be at least 100");
        if (settings.MaximumPercent > 200) throw EcsErrors.InvalidParameter("maximumPercent must be at most 200");
        if (settings is { MinimumHealthyPercent: 100, MaximumPercent: 100 })
            throw EcsErrors.InvalidParameter("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments");
    }

    private static void CheckStrategy(DeploymentConfigurationShape asked)
    {
        if (asked.Strategy is { } strategy and not "ROLLING") throw EcsErrors.NotYet($"the deployment strategy {strategy}");
        if (asked.BakeTimeInMinutes is not null) throw EcsErrors.NotYet("bakeTimeInMinutes");
        if (asked.LifecycleHooks is { Count: > 0 }) throw EcsErrors.NotYet("lifecycleHooks");
        if (asked.LinearConfiguration is not null) throw EcsErrors.NotYet("linearConfiguration");
        if (asked.CanaryConfiguration is not null) throw EcsErrors.NotYet("canaryConfiguration");
    }

    /// <summary>Circuit breaker and alarms judge rolling updates. Source: ECS API, DeploymentConfiguration.</summary>
    private static void CheckController(DeploymentConfigurationShape asked, DeploymentController controller)
    {
        if (controller == DeploymentController.Ecs) return;
        if (asked.DeploymentCircuitBreaker is { Enable: true }) throw EcsErrors.InvalidParameter("The deployment circuit breaker can only be used with the ECS deployment controller.");
        if (asked.Alarms is { Enable: true }) throw EcsErrors.InvalidParameter("Deployment alarms can only be used with the ECS deployment controller.");
    }

    private static CircuitBreakerSettings Merge(CircuitBreakerSettings now, DeploymentCircuitBreakerShape? asked)
    {
        if (asked is null) return now;
        if (asked.ThresholdConfiguration is { } threshold && (threshold.Value < 1 || (threshold.Type != "COUNT" && threshold.Value > 100)))
            throw EcsErrors.InvalidParameter("Invalid deployment circuit breaker threshold value.");
        return now with
        {
            Enable = asked.Enable!.Value,
            Rollback = asked.Rollback!.Value,
            ThresholdType = asked.ThresholdConfiguration?.Type ?? now.ThresholdType,
            ThresholdValue = asked.ThresholdConfiguration?.Value ?? now.ThresholdValue,
            ResetOnHealthyTask = asked.ResetOnHealthyTask ?? now.ResetOnHealthyTask,
        };
    }

    private static DeploymentAlarms Read(DeploymentAlarmsShape asked)
    {
        var names = asked.AlarmNames!;
        if (asked.Enable!.Value && names.Count == 0) throw EcsErrors.InvalidParameter("alarmNames can not be empty when deployment alarms are enabled.");
        if (names.Count > AlarmsMax) throw EcsErrors.InvalidParameter($"alarmNames can have at most {AlarmsMax} items.");
        if (names.FirstOrDefault(n => n.Length is 0 or > AlarmNameLengthMax) is not null) throw EcsErrors.InvalidParameter($"Each of alarmNames must have 1 to {AlarmNameLengthMax} characters.");
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count) throw EcsErrors.InvalidParameter("alarmNames can not contain duplicates.");
        return new([.. names], asked.Enable.Value, asked.Rollback!.Value);
    }
}
