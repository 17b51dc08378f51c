using System.Globalization;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.TaskDefinitions;

namespace Berth.Aws.Services.Ecs;

/// <summary>Task definitions between their records and the wire. Members that ask for something Berth does not run yet are named, so that the rules can refuse them.</summary>
internal static class TaskDefinitionMapping
{
    public static TaskDefinitionDraft ToDraft(RegisterTaskDefinitionRequest request, bool acceptsEnableExecuteCommand) => new()
    {
        Family = request.Family ?? "",
        Cpu = request.Cpu,
        Memory = request.Memory,
        NetworkMode = request.NetworkMode,
        TaskRoleArn = NotEmpty(request.TaskRoleArn),
        ExecutionRoleArn = NotEmpty(request.ExecutionRoleArn),
        RequiresCompatibilities = request.RequiresCompatibilities ?? [],
        CpuArchitecture = request.RuntimePlatform?.CpuArchitecture,
        OperatingSystemFamily = request.RuntimePlatform?.OperatingSystemFamily,
        EnableExecuteCommand = acceptsEnableExecuteCommand ? request.EnableExecuteCommand : null,
        Containers = [.. (request.ContainerDefinitions ?? []).Select(ToDraft)],
        Unsupported = [.. Named(
            ("volumes", Any(request.Volumes)), ("placementConstraints", Any(request.PlacementConstraints)), ("pidMode", request.PidMode is not null), ("ipcMode", request.IpcMode is not null),
            ("proxyConfiguration", request.ProxyConfiguration is not null), ("inferenceAccelerators", Any(request.InferenceAccelerators)),
            ("ephemeralStorage", request.EphemeralStorage is not null), ("enableFaultInjection", request.EnableFaultInjection == true))],
    };

    public static TaskDefinitionShape ToWire(TaskDefinitionRecord record) => new()
    {
        TaskDefinitionArn = record.Arn,
        ContainerDefinitions = [.. record.Containers.Select(ToWire)],
        Family = record.Family,
        TaskRoleArn = record.TaskRoleArn,
        ExecutionRoleArn = record.ExecutionRoleArn,
        NetworkMode = record.NetworkMode,
        Revision = record.Revision,
        Volumes = [],
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

    private static ContainerDraft ToDraft(ContainerDefinitionShape shape) => new()
    {
        Name = shape.Name,
        Image = shape.Image,
        Command = NotEmpty(shape.Command),
        EntryPoint = NotEmpty(shape.EntryPoint),
        Environment = [.. (shape.Environment ?? []).Select(e => KeyValuePair.Create(e.Name ?? "", e.Value ?? ""))],
        Essential = shape.Essential,
        WorkingDirectory = NotEmpty(shape.WorkingDirectory),
        User = NotEmpty(shape.User),
        CpuUnits = shape.Cpu,
        MemoryMib = shape.Memory,
        MemoryReservationMib = shape.MemoryReservation,
        PortMappings = [.. (shape.PortMappings ?? []).Select(p => new PortMappingDraft(p.ContainerPort, p.HostPort, p.Protocol, p.Name, p.AppProtocol))],
        StopTimeoutSeconds = shape.StopTimeout,
        LogConfiguration = shape.LogConfiguration is { } log ? new(log.LogDriver ?? "", log.Options ?? new Dictionary<string, string>()) : null,
        Unsupported = [.. Named(
            ("repositoryCredentials", shape.RepositoryCredentials is not null), ("links", Any(shape.Links)), ("restartPolicy", shape.RestartPolicy is not null),
            ("environmentFiles", Any(shape.EnvironmentFiles)), ("mountPoints", Any(shape.MountPoints)), ("volumesFrom", Any(shape.VolumesFrom)),
            ("linuxParameters", shape.LinuxParameters is not null), ("secrets", Any(shape.Secrets)), ("dependsOn", Any(shape.DependsOn)), ("startTimeout", shape.StartTimeout is not null),
            ("versionConsistency", shape.VersionConsistency is not (null or "enabled")), ("hostname", !string.IsNullOrEmpty(shape.Hostname)), ("disableNetworking", shape.DisableNetworking == true),
            ("privileged", shape.Privileged == true), ("readonlyRootFilesystem", shape.ReadonlyRootFilesystem == true), ("dnsServers", Any(shape.DnsServers)),
            ("dnsSearchDomains", Any(shape.DnsSearchDomains)), ("extraHosts", Any(shape.ExtraHosts)), ("dockerSecurityOptions", Any(shape.DockerSecurityOptions)),
            ("interactive", shape.Interactive == true), ("pseudoTerminal", shape.PseudoTerminal == true), ("dockerLabels", shape.DockerLabels is { Count: > 0 }), ("ulimits", Any(shape.Ulimits)),
            ("healthCheck", shape.HealthCheck is not null), ("systemControls", Any(shape.SystemControls)), ("resourceRequirements", Any(shape.ResourceRequirements)),
            ("firelensConfiguration", shape.FirelensConfiguration is not null), ("credentialSpecs", Any(shape.CredentialSpecs)),
            ("logConfiguration.secretOptions", Any(shape.LogConfiguration?.SecretOptions)),
            ("portMappings.containerPortRange", shape.PortMappings?.Any(p => p.ContainerPortRange is not null) == true))],
    };

    private static ContainerDefinitionShape ToWire(ContainerDefinition container) => new()
    {
        Name = container.Name,
        Image = container.Image,
        Cpu = container.CpuUnits,
        Memory = container.MemoryMib,
        MemoryReservation = container.MemoryReservationMib,
        PortMappings = [.. container.PortMappings.Select(p => new PortMappingShape { ContainerPort = p.ContainerPort, HostPort = p.HostPort, Protocol = p.Protocol, Name = p.Name, AppProtocol = p.AppProtocol })],
        Essential = container.Essential,
        EntryPoint = container.EntryPoint,
        Command = container.Command,
        Environment = [.. container.Environment.Select(e => new KeyValuePairShape { Name = e.Key, Value = e.Value })],
        MountPoints = [],
        VolumesFrom = [],
        StopTimeout = container.StopTimeoutSeconds,
        User = container.User,
        WorkingDirectory = container.WorkingDirectory,
        LogConfiguration = container.LogConfiguration is { } log ? new() { LogDriver = log.LogDriver, Options = log.Options, SecretOptions = [] } : null,
        SystemControls = [],
    };

    private static IEnumerable<string> Named(params (string Name, bool Given)[] members) => members.Where(m => m.Given).Select(m => m.Name);

    private static bool Any<T>(IReadOnlyList<T>? list) => list is { Count: > 0 };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<string>? NotEmpty(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;
}
