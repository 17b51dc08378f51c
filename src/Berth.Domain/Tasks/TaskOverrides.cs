using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Tasks;

/// <summary>What RunTask may change of a task definition for one run.</summary>
public sealed record TaskOverrides
{
    public static readonly TaskOverrides None = new();

    public IReadOnlyList<ContainerOverride> Containers { get; init; } = [];

    /// <summary>As sent.</summary>
    public string? Cpu { get; init; }
    public string? Memory { get; init; }
    public string? TaskRoleArn { get; init; }
    public string? ExecutionRoleArn { get; init; }

    /// <summary>The revision as it runs under these overrides. Unknown containers were refused before.</summary>
    public TaskDefinitionRecord ApplyTo(TaskDefinitionRecord definition) => definition with
    {
        CpuUnits = Cpu is null ? definition.CpuUnits : TaskSize.ReadCpuUnits(Cpu),
        MemoryMib = Memory is null ? definition.MemoryMib : TaskSize.ReadMemoryMib(Memory),
        TaskRoleArn = TaskRoleArn ?? definition.TaskRoleArn,
        ExecutionRoleArn = ExecutionRoleArn ?? definition.ExecutionRoleArn,
        Containers = [.. definition.Containers.Select(c => Containers.FirstOrDefault(o => o.Name == c.Name) is { } change ? change.ApplyTo(c) : c)],
    };
}

public sealed record ContainerOverride
{
    public required string Name { get; init; }
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Added to the definition's; the same name replaces.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Environment { get; init; }

    /// <summary>Read before the definition's, so that what they say wins.</summary>
    public IReadOnlyList<EnvironmentFile> EnvironmentFiles { get; init; } = [];
    public int? CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public int? MemoryReservationMib { get; init; }

    public ContainerDefinition ApplyTo(ContainerDefinition container)
    {
        var changed = (Environment ?? []).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        return container with
        {
            Command = Command ?? container.Command,
            Environment = [.. container.Environment.Where(e => !changed.Contains(e.Key)), .. Environment ?? []],
            EnvironmentFiles = [.. EnvironmentFiles, .. container.EnvironmentFiles],
            CpuUnits = CpuUnits ?? container.CpuUnits,
            MemoryMib = MemoryMib ?? container.MemoryMib,
            MemoryReservationMib = MemoryReservationMib ?? container.MemoryReservationMib,
        };
    }
}
