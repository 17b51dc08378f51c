using Berth.Domain.Kernel;

namespace Berth.Domain.TaskDefinitions;

/// <summary>Makes a revision from a draft that passed <see cref="TaskDefinitionRules"/>: defaults filled in, sizes in units, capabilities derived.</summary>
public static class TaskDefinitionFactory
{
    /// <param name="fitsFargate">See <see cref="TaskDefinitionRules.FitsFargate"/>.</param>
    public static TaskDefinitionRecord Make(
        TaskDefinitionDraft draft, int revision, string registeredBy, IReadOnlyDictionary<string, string> tags, bool fitsFargate, AwsScope scope, DateTimeOffset now) => new()
        {
            Family = draft.Family,
            Revision = revision,
            Arn = scope.Arn("ecs", $"task-definition/{draft.Family}:{revision}"),
            Status = TaskDefinitionStatus.Active,
            Containers = [.. draft.Containers.Select(ContainerFactory.Make)],
            Volumes = [.. draft.Volumes.Select(v => new TaskVolume(v!))],
            CpuUnits = draft.Cpu is null ? null : TaskSize.ReadCpuUnits(draft.Cpu),
            MemoryMib = draft.Memory is null ? null : TaskSize.ReadMemoryMib(draft.Memory),
            NetworkMode = draft.NetworkMode,
            TaskRoleArn = draft.TaskRoleArn,
            ExecutionRoleArn = draft.ExecutionRoleArn,
            RequiresCompatibilities = draft.RequiresCompatibilities,
            Compatibilities = fitsFargate ? ["EC2", "MANAGED_INSTANCES", "FARGATE"] : ["EC2", "MANAGED_INSTANCES"],
            RequiresAttributes = RequiredAttributes.Of(draft),
            CpuArchitecture = draft.CpuArchitecture,
            OperatingSystemFamily = draft.OperatingSystemFamily,
            EnableExecuteCommand = draft.EnableExecuteCommand,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
            Tags = tags,
        };
}
