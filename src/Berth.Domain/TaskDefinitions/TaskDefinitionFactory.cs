using Berth.Domain.Kernel;

namespace Berth.Domain.TaskDefinitions;

/// <summary>Makes a revision from a draft that passed <see cref="TaskDefinitionRules"/>: defaults filled in, sizes in units, capabilities derived.</summary>
public static class TaskDefinitionFactory
{
    private const string Capability = "com.amazonaws.ecs.capability.";

    /// <param name="fitsFargate">See <see cref="TaskDefinitionRules.FitsFargate"/>.</param>
    public static TaskDefinitionRecord Make(
        TaskDefinitionDraft draft, int revision, string registeredBy, IReadOnlyDictionary<string, string> tags, bool fitsFargate, AwsScope scope, DateTimeOffset now) => new()
        {
            Family = draft.Family,
            Revision = revision,
            Arn = scope.Arn("ecs", $"task-definition/{draft.Family}:{revision}"),
            Status = TaskDefinitionStatus.Active,
            Containers = [.. draft.Containers.Select(MakeContainer)],
            CpuUnits = draft.Cpu is null ? null : TaskSize.ReadCpuUnits(draft.Cpu),
            MemoryMib = draft.Memory is null ? null : TaskSize.ReadMemoryMib(draft.Memory),
            NetworkMode = draft.NetworkMode,
            TaskRoleArn = draft.TaskRoleArn,
            ExecutionRoleArn = draft.ExecutionRoleArn,
            RequiresCompatibilities = draft.RequiresCompatibilities,
            Compatibilities = fitsFargate ? ["EC2", "MANAGED_INSTANCES", "FARGATE"] : ["EC2", "MANAGED_INSTANCES"],
            RequiresAttributes = [.. Attributes(draft).Distinct(StringComparer.Ordinal)],
            CpuArchitecture = draft.CpuArchitecture,
            OperatingSystemFamily = draft.OperatingSystemFamily,
            EnableExecuteCommand = draft.EnableExecuteCommand,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
            Tags = tags,
        };

    private static ContainerDefinition MakeContainer(ContainerDraft draft) => new()
    {
        Name = draft.Name!,
        Image = draft.Image!,
        Command = draft.Command,
        EntryPoint = draft.EntryPoint,
        Environment = draft.Environment,
        Essential = draft.Essential ?? true,
        WorkingDirectory = draft.WorkingDirectory,
        User = draft.User,
        CpuUnits = draft.CpuUnits ?? 0,
        MemoryMib = draft.MemoryMib,
        MemoryReservationMib = draft.MemoryReservationMib,
        PortMappings = [.. draft.PortMappings.Select(p =>
            new PortMapping(p.ContainerPort!.Value, p.HostPort is null or 0 ? p.ContainerPort.Value : p.HostPort.Value, p.Protocol ?? "tcp", p.Name, p.AppProtocol))],
        StopTimeoutSeconds = draft.StopTimeoutSeconds,
        LogConfiguration = draft.LogConfiguration,
    };

    /// <summary>What a container instance must be able to do. Source: amazon-ecs-agent's capability names.</summary>
    private static IEnumerable<string> Attributes(TaskDefinitionDraft draft)
    {
        if (draft.Containers.Any(c => c.LogConfiguration?.LogDriver == "awslogs"))
        {
            yield return Capability + "logging-driver.awslogs";
            if (draft.ExecutionRoleArn is not null) yield return "ecs.capability.execution-role-awslogs";
        }

        if (draft.ExecutionRoleArn is not null && draft.Containers.Any(c => c.Image!.Contains(".dkr.ecr.", StringComparison.Ordinal)))
        {
            yield return Capability + "ecr-auth";
            yield return "ecs.capability.execution-role-ecr-pull";
        }

        if (draft.TaskRoleArn is not null) yield return Capability + "task-iam-role";
        yield return Capability + "docker-remote-api.1.18";
        if (draft.NetworkMode == "awsvpc") yield return "ecs.capability.task-eni";
    }
}
