using System.Globalization;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.Services.Ecs;

/// <summary>Task definitions between their records and the wire; their containers are in <see cref="ContainerMapping"/>.</summary>
internal static class TaskDefinitionMapping
{
    public static TaskDefinitionDraft ToDraft(RegisterTaskDefinitionRequest request, bool acceptsEnableExecuteCommand) => new()
    {
        Family = request.Family ?? "",
        Cpu = request.Cpu,
        Memory = request.Memory,
        NetworkMode = request.NetworkMode,
        TaskRoleArn = WireValues.NotEmpty(request.TaskRoleArn),
        ExecutionRoleArn = WireValues.NotEmpty(request.ExecutionRoleArn),
        RequiresCompatibilities = request.RequiresCompatibilities ?? [],
        CpuArchitecture = request.RuntimePlatform?.CpuArchitecture,
        OperatingSystemFamily = request.RuntimePlatform?.OperatingSystemFamily,
        EnableExecuteCommand = acceptsEnableExecuteCommand ? request.EnableExecuteCommand : null,
        Containers = [.. (request.ContainerDefinitions ?? []).Select(ContainerMapping.ToDraft)],
        Volumes = [.. (request.Volumes ?? []).Select(v => v.Name)],
        Unsupported = UnsupportedMapping.Of(request),
    };

    public static TaskDefinitionShape ToWire(TaskDefinitionRecord record) => new()
    {
        TaskDefinitionArn = record.Arn,
        ContainerDefinitions = [.. record.Containers.Select(ContainerMapping.ToWire)],
        Family = record.Family,
        TaskRoleArn = record.TaskRoleArn,
        ExecutionRoleArn = record.ExecutionRoleArn,
        NetworkMode = record.NetworkMode,
        Revision = record.Revision,
        Volumes = [.. record.Volumes.Select(v => new VolumeShape { Name = v.Name, Host = new() })],
        Status = record.Status switch
        {
            TaskDefinitionStatus.Active => "ACTIVE",
            TaskDefinitionStatus.Inactive => "INACTIVE",
            TaskDefinitionStatus.DeleteInProgress => "DELETE_IN_PROGRESS",
            _ => throw new ArgumentOutOfRangeException(nameof(record), record.Status, "Unknown status."),
        },
        RequiresAttributes = [.. record.RequiresAttributes.Select(a => new AttributeShape { Name = a })],
        PlacementConstraints = [],
        Compatibilities = record.Compatibilities,
        RuntimePlatform = record.CpuArchitecture is null && record.OperatingSystemFamily is null ? null : new() { CpuArchitecture = record.CpuArchitecture, OperatingSystemFamily = record.OperatingSystemFamily },
        RequiresCompatibilities = record.RequiresCompatibilities.Count == 0 ? null : record.RequiresCompatibilities,
        Cpu = record.CpuUnits?.ToString(CultureInfo.InvariantCulture),
        Memory = record.MemoryMib?.ToString(CultureInfo.InvariantCulture),
        RegisteredAt = record.RegisteredAt,
        DeregisteredAt = record.DeregisteredAt,
        DeleteRequestedAt = record.DeleteRequestedAt,
        RegisteredBy = record.RegisteredBy,
        EnableExecuteCommand = record.EnableExecuteCommand,
    };
}
