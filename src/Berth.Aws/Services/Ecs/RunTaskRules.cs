using System.Text.Json;
using System.Text.Json.Serialization;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Placement;
using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;

namespace Berth.Aws.Services.Ecs;

/// <summary>What RunTask refuses before it looks at anything but the request and the definition, in ECS's words (ECS API, RunTask).</summary>
internal static class RunTaskRules
{
    /// <summary>Source: ECS API, TaskOverride.</summary>
    private const int OverridesBytesMax = 8192;
    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private const int StartedByLengthMax = 128;
    private const int ClientTokenLengthMax = 64;

    /// <returns>The strategy that the tasks are split by; empty for launch type FARGATE.</returns>
    public static IReadOnlyList<CapacityProviderShare> Check(RunTaskRequest request, ClusterRecord cluster, AwsScope scope, Quotas quotas)
    {
        if (request.Count < 1 || request.Count > quotas.TasksPerRunTask) throw EcsErrors.InvalidParameter($"Count must be between 1 and {quotas.TasksPerRunTask}.");
        if (request.StartedBy is { Length: > StartedByLengthMax }) throw EcsErrors.InvalidParameter($"startedBy must be at most {StartedByLengthMax} characters.");
        if (request.ClientToken is { Length: > ClientTokenLengthMax }) throw EcsErrors.InvalidParameter($"idempotency token longer than {ClientTokenLengthMax}.");
        var strategy = FargateRules.ReadPlace(request.LaunchType, request.CapacityProviderStrategy, request.PlatformVersion, cluster, scope).Strategy;
        FargateRules.CheckPlacement(request.PlacementConstraints, request.PlacementStrategy);
        FargateRules.CheckPlatformVersion(request.PlatformVersion);
        if (request.VolumeConfigurations is { Count: > 0 }) throw EcsErrors.NotYet("volumeConfigurations");
        if (request.PropagateTags is "SERVICE") throw EcsErrors.InvalidParameter("The value SERVICE for propagateTags is not supported by RunTask.");
        return strategy;
    }

    /// <summary>The provider of each task. Every request is split by itself: what ran before counts for nothing.</summary>
    public static IReadOnlyList<string> Split(IReadOnlyList<CapacityProviderShare> strategy, int count)
    {
        var running = new Dictionary<string, int>(StringComparer.Ordinal);
        var providers = new List<string>(count);
        for (var i = 0; i < count && CapacityProviderSplit.Next(strategy, running) is { } provider; i++)
        {
            running[provider] = running.GetValueOrDefault(provider) + 1;
            providers.Add(provider);
        }

        return providers;
    }

    public static TaskOverrides ReadOverrides(TaskOverrideShape? shape, TaskDefinitionRecord definition, Profile profile)
    {
        if (shape is null)
        {
            FargateRules.CheckSize(definition, profile);
            return TaskOverrides.None;
        }

        if (JsonSerializer.SerializeToUtf8Bytes(shape, WithoutNulls).Length > OverridesBytesMax) throw EcsErrors.InvalidParameter($"Overrides must be at most {OverridesBytesMax} characters long.");
        if (shape.EphemeralStorage is not null) throw EcsErrors.NotYet("overrides of ephemeralStorage");
        if (shape.InferenceAcceleratorOverrides is { Count: > 0 }) throw EcsErrors.InvalidParameter("Unsupported field 'inferenceAccelerators'");
        var overrides = new TaskOverrides
        {
            Cpu = shape.Cpu,
            Memory = shape.Memory,
            TaskRoleArn = shape.TaskRoleArn,
            ExecutionRoleArn = shape.ExecutionRoleArn,
            Containers = [.. (shape.ContainerOverrides ?? []).Select(o => ReadContainer(o, definition, shape.ExecutionRoleArn ?? definition.ExecutionRoleArn))],
        };
        CheckSize(overrides, definition, profile);
        return overrides;
    }

    private static void CheckSize(TaskOverrides overrides, TaskDefinitionRecord definition, Profile profile)
    {
        if (overrides.Cpu is not null && TaskSize.ReadCpuUnits(overrides.Cpu) is null) throw EcsErrors.InvalidParameter("Invalid 'cpu' setting for task.");
        if (overrides.Memory is not null && TaskSize.ReadMemoryMib(overrides.Memory) is null) throw EcsErrors.InvalidParameter("Invalid 'memory' setting for task.");
        FargateRules.CheckSize(overrides.ApplyTo(definition), profile);
    }

    private static ContainerOverride ReadContainer(ContainerOverrideShape shape, TaskDefinitionRecord definition, string? executionRoleArn)
    {
        if (definition.Containers.All(c => c.Name != shape.Name)) throw EcsErrors.InvalidParameter($"Override for container named {shape.Name} is not a container in the TaskDefinition.");
        var files = ContainerMapping.Files(shape.EnvironmentFiles);
        if (TaskDefinitionRules.CheckFiles(files, shape.Name!) is { } fault) throw EcsErrors.InvalidParameter(fault);
        if (files.Count > 0 && executionRoleArn is null) throw EcsErrors.InvalidParameter("When you are specifying environment files, you must also specify a value for 'executionRoleArn'.");
        if (shape.ResourceRequirements is { Count: > 0 }) throw EcsErrors.NotYet("overrides of resourceRequirements");
        return new()
        {
            Name = shape.Name!,
            Command = shape.Command is { Count: > 0 } command ? command : null,
            Environment = shape.Environment is { } variables ? [.. variables.Select(e => KeyValuePair.Create(e.Name ?? "", e.Value ?? ""))] : null,
            EnvironmentFiles = files,
            CpuUnits = shape.Cpu,
            MemoryMib = shape.Memory,
            MemoryReservationMib = shape.MemoryReservation,
        };
    }
}
