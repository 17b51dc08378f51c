namespace Berth.Domain.TaskDefinitions;

/// <summary>A task definition as somebody asks for it, before it is judged.</summary>
public sealed record TaskDefinitionDraft
{
    public required string Family { get; init; }

    /// <summary>As sent: "256", "1 vCPU", or nothing.</summary>
    public string? Cpu { get; init; }

    /// <summary>As sent: "512", "1GB", or nothing.</summary>
    public string? Memory { get; init; }
    public string? NetworkMode { get; init; }
    public string? TaskRoleArn { get; init; }
    public string? ExecutionRoleArn { get; init; }
    public IReadOnlyList<string> RequiresCompatibilities { get; init; } = [];
    public string? CpuArchitecture { get; init; }
    public string? OperatingSystemFamily { get; init; }
    public bool? EnableExecuteCommand { get; init; }
    public IReadOnlyList<ContainerDraft> Containers { get; init; } = [];

    /// <summary>Names of the volumes; null for one without a name. What a volume says besides is in <see cref="Unsupported"/>.</summary>
    public IReadOnlyList<string?> Volumes { get; init; } = [];

    /// <summary>Members that ask for something Berth does not run, such as "ephemeralStorage". See <see cref="UnsupportedMembers"/>.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];
}

public sealed record ContainerDraft
{
    public string? Name { get; init; }
    public string? Image { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? EntryPoint { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public IReadOnlyList<EnvironmentFile> EnvironmentFiles { get; init; } = [];
    public IReadOnlyList<ContainerSecret> Secrets { get; init; } = [];

    /// <summary>Name or ARN of the secret that holds the login of the image's registry.</summary>
    public string? CredentialsParameter { get; init; }
    public bool? Essential { get; init; }
    public string? WorkingDirectory { get; init; }
    public string? User { get; init; }
    public int? CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public int? MemoryReservationMib { get; init; }
    public IReadOnlyList<PortMappingDraft> PortMappings { get; init; } = [];
    public int? StopTimeoutSeconds { get; init; }
    public LogConfiguration? LogConfiguration { get; init; }
    public IReadOnlyList<DependencyDraft> DependsOn { get; init; } = [];
    public int? StartTimeoutSeconds { get; init; }
    public HealthCheckDraft? HealthCheck { get; init; }
    public RestartPolicyDraft? RestartPolicy { get; init; }
    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];
    public bool? ReadonlyRootFilesystem { get; init; }
    public LinuxParameters? LinuxParameters { get; init; }
    public IReadOnlyList<MountPointDraft> MountPoints { get; init; } = [];
    public IReadOnlyList<VolumesFromDraft> VolumesFrom { get; init; } = [];
    public IReadOnlyList<SystemControlDraft> SystemControls { get; init; } = [];
    public IReadOnlyDictionary<string, string> DockerLabels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<HostEntry> ExtraHosts { get; init; } = [];
    public string? Hostname { get; init; }
    public bool? PseudoTerminal { get; init; }
    public bool? Interactive { get; init; }

    /// <summary>Members that ask for something Berth does not run, such as "links". See <see cref="UnsupportedMembers"/>.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];
}

public sealed record PortMappingDraft(int? ContainerPort, int? HostPort, string? Protocol, string? Name, string? AppProtocol);
