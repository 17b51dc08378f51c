namespace Berth.Domain.TaskDefinitions;

/// <summary>A registered revision, as stored. Row kind <c>task-definition</c>, id <c>FAMILY:REVISION</c> with the revision padded to ten digits, so that rows list in order.</summary>
public sealed record TaskDefinitionRecord
{
    public required string Family { get; init; }
    public required int Revision { get; init; }
    public required string Arn { get; init; }
    public TaskDefinitionStatus Status { get; init; }
    public required IReadOnlyList<ContainerDefinition> Containers { get; init; }
    public IReadOnlyList<TaskVolume> Volumes { get; init; } = [];

    /// <summary>CPU units, 1024 = one vCPU. Null when the definition gives none.</summary>
    public int? CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public string? NetworkMode { get; init; }
    public string? TaskRoleArn { get; init; }
    public string? ExecutionRoleArn { get; init; }
    public IReadOnlyList<string> RequiresCompatibilities { get; init; } = [];
    public IReadOnlyList<string> Compatibilities { get; init; } = [];
    public IReadOnlyList<string> RequiresAttributes { get; init; } = [];
    public string? CpuArchitecture { get; init; }
    public string? OperatingSystemFamily { get; init; }
    public bool? EnableExecuteCommand { get; init; }
    public DateTimeOffset RegisteredAt { get; init; }
    public required string RegisteredBy { get; init; }
    public DateTimeOffset? DeregisteredAt { get; init; }
    public DateTimeOffset? DeleteRequestedAt { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

public enum TaskDefinitionStatus
{
    Active,
    Inactive,
    DeleteInProgress,
}

/// <summary>A container of a task definition: what Berth runs today. Anything else is refused at registration.</summary>
public sealed record ContainerDefinition
{
    public required string Name { get; init; }
    public required string Image { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? EntryPoint { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public IReadOnlyList<EnvironmentFile> EnvironmentFiles { get; init; } = [];
    public IReadOnlyList<ContainerSecret> Secrets { get; init; } = [];

    /// <summary>Name or ARN of the secret that holds the login of the image's registry.</summary>
    public string? CredentialsParameter { get; init; }
    public bool Essential { get; init; } = true;
    public string? WorkingDirectory { get; init; }
    public string? User { get; init; }
    public int CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public int? MemoryReservationMib { get; init; }
    public IReadOnlyList<PortMapping> PortMappings { get; init; } = [];
    public int? StopTimeoutSeconds { get; init; }
    public LogConfiguration? LogConfiguration { get; init; }
    public IReadOnlyList<ContainerDependency> DependsOn { get; init; } = [];

    /// <summary>Time for its dependencies; null for the engine's default.</summary>
    public int? StartTimeoutSeconds { get; init; }
    public HealthCheck? HealthCheck { get; init; }
    public RestartPolicy? RestartPolicy { get; init; }
    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];
    public bool? ReadonlyRootFilesystem { get; init; }
    public LinuxParameters? LinuxParameters { get; init; }
    public IReadOnlyList<MountPoint> MountPoints { get; init; } = [];
    public IReadOnlyList<VolumesFrom> VolumesFrom { get; init; } = [];
    public IReadOnlyList<SystemControl> SystemControls { get; init; } = [];
    public IReadOnlyDictionary<string, string> DockerLabels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<HostEntry> ExtraHosts { get; init; } = [];
    public string? Hostname { get; init; }
    public bool? PseudoTerminal { get; init; }
    public bool? Interactive { get; init; }
}

/// <param name="Protocol">tcp or udp.</param>
public sealed record PortMapping(int ContainerPort, int HostPort, string Protocol, string? Name = null, string? AppProtocol = null);

public sealed record LogConfiguration(string LogDriver, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>Options whose values the execution role fetches.</summary>
    public IReadOnlyList<ContainerSecret> SecretOptions { get; init; } = [];
}
