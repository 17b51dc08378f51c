using System.Diagnostics.CodeAnalysis;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Placement;
using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.Services.Ecs;

/// <summary>What ECS refuses of tasks on Fargate, whoever asks for them: RunTask, a service or a task set.</summary>
internal static class FargateRules
{
    public const string LatestPlatformVersion = "LATEST";

    /// <summary>What LATEST means. Source: ECS developer guide, Fargate platform versions.</summary>
    public const string NewestPlatformVersion = "1.4.0";

    /// <param name="definition">Null when none was found.</param>
    public static void Check([NotNull] TaskDefinitionRecord? definition, NetworkConfigurationShape? network, Quotas quotas)
    {
        CheckDefinition(definition);
        CheckNetwork(network, quotas);
    }

    public static void CheckDefinition([NotNull] TaskDefinitionRecord? definition)
    {
        if (definition is null) throw EcsErrors.Client("TaskDefinition not found.");
        if (definition.Status != TaskDefinitionStatus.Active) throw EcsErrors.Client("TaskDefinition is inactive");
        if (!definition.Compatibilities.Contains("FARGATE", StringComparer.Ordinal)) throw EcsErrors.InvalidParameter("Task definition does not support launch_type FARGATE.");
    }

    public static void CheckNetwork(NetworkConfigurationShape? given, Quotas quotas)
    {
        if (given?.AwsvpcConfiguration is not { } network) throw EcsErrors.InvalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
        if (network.Subnets is not { Count: > 0 }) throw EcsErrors.InvalidParameter("subnets can not be empty.");
        if (network.Subnets.Count > quotas.SubnetsPerAwsvpcConfiguration) throw EcsErrors.InvalidParameter($"subnets can have at most {quotas.SubnetsPerAwsvpcConfiguration} items.");
        if (network.SecurityGroups?.Count > quotas.SecurityGroupsPerAwsvpcConfiguration) throw EcsErrors.InvalidParameter($"security groups can have at most {quotas.SecurityGroupsPerAwsvpcConfiguration} items.");
    }

    public static void CheckPlacement(IReadOnlyList<PlacementConstraintShape>? constraints, IReadOnlyList<PlacementStrategyShape>? strategy)
    {
        if (constraints is { Count: > 0 }) throw EcsErrors.InvalidParameter("Placement constraints are not supported with FARGATE launch type.");
        if (strategy is { Count: > 0 }) throw EcsErrors.InvalidParameter("Placement strategies are not supported with FARGATE launch type.");
    }

    /// <summary>Where tasks shall run: by the launch type, by the strategy, or when neither is named by the cluster's default strategy.</summary>
    /// <returns>FARGATE and no strategy, or a strategy and no launch type.</returns>
    public static (string? LaunchType, IReadOnlyList<CapacityProviderShare> Strategy) ReadPlace(
        string? launchType, IReadOnlyList<CapacityProviderStrategyItemShape>? asked, string? platformVersion, ClusterRecord cluster, AwsScope scope)
    {
        var strategy = CapacityProviderMapping.Read(asked, scope);
        if (strategy.Count == 0 && launchType is null && cluster.DefaultCapacityProviderStrategy is { Count: > 0 } standard)
            return CapacityProviderRules.CheckDefault(standard) is { } useless ? throw EcsErrors.InvalidParameter(useless) : (null, standard);
        if (strategy.Count > 0) return CapacityProviderRules.Check(strategy, cluster.CapacityProviders, launchType) is { } fault ? throw EcsErrors.InvalidParameter(fault) : (null, strategy);
        if (launchType == "FARGATE") return (launchType, []);
        throw EcsErrors.InvalidParameter(platformVersion is null ? "No Container Instances were found in your cluster." : "The platform version must be null when specifying an EC2 launch type");
    }

    public static void CheckPlatformVersion(string? version)
    {
        if (version is not (null or LatestPlatformVersion or NewestPlatformVersion)) throw new AwsException("PlatformUnknownException", "The specified platform version does not exist.");
    }

    /// <param name="definition">Overrides merged.</param>
    public static void CheckSize(TaskDefinitionRecord definition, Profile profile)
    {
        if (definition is { CpuUnits: { } cpu, MemoryMib: { } memory } && !profile.AllowsOnFargate(cpu, memory))
            throw EcsErrors.InvalidParameter($"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon ECS documentation for the valid values.");
        if (TaskDefinitionRules.CheckSizes(definition) is [var fault, ..]) throw EcsErrors.InvalidParameter(fault);
    }
}
