using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.Services.Ecs;

/// <summary>Reads of a request what of a service changes without a deployment, and refuses what ECS refuses of it.</summary>
internal static class ServiceSettingsMapping
{
    /// <param name="definition">Null for the EXTERNAL controller.</param>
    public static ServiceSettings Read(CreateServiceRequest request, TaskDefinitionRecord? definition, ClusterRecord cluster, ServiceDefaults defaults, AwsScope scope)
    {
        var controller = ServiceRules.Controller(request.DeploymentController);
        var (launchType, strategy) = controller == DeploymentController.External
            ? (null, [])
            : FargateRules.ReadPlace(request.LaunchType, request.CapacityProviderStrategy, request.PlatformVersion, cluster, scope);
        var settings = DeploymentConfigurationRules.Merge(
            new() { MinimumHealthyPercent = defaults.MinimumHealthyPercent, MaximumPercent = defaults.MaximumPercent }, request.DeploymentConfiguration, controller);
        return settings with
        {
            HealthCheckGracePeriodSeconds = request.HealthCheckGracePeriodSeconds ?? 0,
            AvailabilityZoneRebalancing = Rebalances(request.AvailabilityZoneRebalancing, now: true, settings.MaximumPercent, controller),
            PropagateTags = request.PropagateTags ?? "NONE",
            EnableEcsManagedTags = request.EnableECSManagedTags ?? false,
            EnableExecuteCommand = request.EnableExecuteCommand ?? definition?.EnableExecuteCommand ?? false,
            CapacityProviderStrategy = strategy,
            LaunchType = launchType,
        };
    }

    /// <returns>Null when the request changes none of them.</returns>
    public static ServiceSettings? Change(ServiceRecord service, UpdateServiceRequest request, ClusterRecord cluster, AwsScope scope)
    {
        if (request is { DeploymentConfiguration: null, HealthCheckGracePeriodSeconds: null, AvailabilityZoneRebalancing: null, PropagateTags: null, EnableECSManagedTags: null, EnableExecuteCommand: null, CapacityProviderStrategy: null })
            return null;
        var now = service.Settings;
        var settings = DeploymentConfigurationRules.Merge(now, request.DeploymentConfiguration, service.DeploymentController);
        return In(request.CapacityProviderStrategy, cluster, scope, settings) with
        {
            HealthCheckGracePeriodSeconds = request.HealthCheckGracePeriodSeconds ?? now.HealthCheckGracePeriodSeconds,
            AvailabilityZoneRebalancing = Rebalances(request.AvailabilityZoneRebalancing, now.AvailabilityZoneRebalancing, settings.MaximumPercent, service.DeploymentController),
            PropagateTags = request.PropagateTags ?? now.PropagateTags,
            EnableEcsManagedTags = request.EnableECSManagedTags ?? now.EnableEcsManagedTags,
            EnableExecuteCommand = request.EnableExecuteCommand ?? now.EnableExecuteCommand,
        };
    }

    /// <summary>An empty strategy goes back to the launch type. Source: ECS API, UpdateService.capacityProviderStrategy.</summary>
    private static ServiceSettings In(IReadOnlyList<CapacityProviderStrategyItemShape>? strategy, ClusterRecord cluster, AwsScope scope, ServiceSettings settings)
    {
        if (strategy is null) return settings;
        var (launchType, shares) = FargateRules.ReadPlace(strategy.Count == 0 ? "FARGATE" : null, strategy, null, cluster, scope);
        return settings with { LaunchType = launchType, CapacityProviderStrategy = shares };
    }

    /// <summary>On when a new service says nothing, off by itself where there is no room for one more task.</summary>
    /// <param name="asked">ENABLED, DISABLED or null.</param>
    /// <param name="now">What holds when nothing is asked for.</param>
    private static bool Rebalances(string? asked, bool now, int maximumPercent, DeploymentController controller)
    {
        if (asked == "ENABLED")
        {
            if (controller != DeploymentController.Ecs) throw EcsErrors.NotYet("availabilityZoneRebalancing with the EXTERNAL deployment controller");
            if (maximumPercent <= 100) throw EcsErrors.InvalidParameter("AvailabilityZoneRebalancing does not support maximumPercent <= 100");
        }

        return (asked is null ? now : asked == "ENABLED") && maximumPercent > 100 && controller == DeploymentController.Ecs;
    }
}
