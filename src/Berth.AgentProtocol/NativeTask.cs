namespace Berth.AgentProtocol;

/// <summary>
/// The whole of a task for a node that registered the attribute <c>berth.native-task</c>; travels as <c>berthTask</c> beside the stock agent's fields in a PayloadMessage's task.
/// It is desired state: the same task may arrive again, and an older generation is refused.
/// </summary>
public sealed record NativeTask
{
    public const int CurrentSchema = 1;

    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Rises with every change of the order; the node obeys the highest that it has seen.</summary>
    public required long Generation { get; init; }
    public required string TaskArn { get; init; }
    public required string ClusterArn { get; init; }
    public required string Family { get; init; }
    public required int Revision { get; init; }

    /// <summary>RUNNING or STOPPED.</summary>
    public required string DesiredStatus { get; init; }
    public required string LaunchType { get; init; }
    public required string AvailabilityZone { get; init; }

    /// <summary>Limits of the whole task: CPU units (1024 = one vCPU) and MiB.</summary>
    public required int CpuUnits { get; init; }
    public required int MemoryMib { get; init; }
    public required NativeInterface Interface { get; init; }

    /// <summary>For the agent's own work: registry, log streams, secrets. Null when the task has no execution role.</summary>
    public NativeCredentials? ExecutionCredentials { get; init; }

    /// <summary>For the containers. Null when the task has no task role.</summary>
    public NativeCredentials? TaskCredentials { get; init; }
    public required IReadOnlyList<NativeContainer> Containers { get; init; }

    /// <summary>Names of the task's volumes: empty directories that its containers share.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Of the service that started it; null for none.</summary>
    public string? ServiceName { get; init; }

    /// <summary>From SIGTERM to SIGKILL at most, when it is to stop; null when the containers' own timeouts alone count.</summary>
    public int? StopTimeoutSecondsMax { get; init; }
}

/// <summary>The task's network interface.</summary>
/// <param name="PrefixLength">Of the subnet.</param>
/// <param name="GatewayAddress">The subnet's first address, where the VPC's router answers.</param>
/// <param name="PublicIpv4Address">From the pool of public addresses; null when the task asked for none.</param>
public sealed record NativeInterface(
    string InterfaceId, string AttachmentArn, string MacAddress, string VpcId, string VpcCidrBlock, string SubnetId, string SubnetCidrBlock,
    string PrivateIpv4Address, int PrefixLength, string GatewayAddress, string? PublicIpv4Address, string PrivateDnsName, IReadOnlyList<string> SecurityGroupIds)
{
    /// <summary>The node must know the network at least as of this generation before it makes the interface.</summary>
    public long NetworkGeneration { get; init; }
}

/// <summary>Temporary keys of a role. <see cref="ToString"/> never shows the secret.</summary>
public sealed record NativeCredentials(
    string CredentialsId, string RoleArn, string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration)
{
    public override string ToString() => $"NativeCredentials {{ {CredentialsId}, {RoleArn}, {AccessKeyId} }}";
}

/// <summary>A container of the task, overrides already merged by the control plane.</summary>
public sealed record NativeContainer
{
    /// <summary><c>arn:aws:ecs:REGION:ACCOUNT:container/CLUSTER/TASK/UUID</c>.</summary>
    public required string ContainerArn { get; init; }

    /// <summary><c>TASKID-NNNNNNNNNN</c> on Fargate; also the name of the container everywhere on the node.</summary>
    public required string RuntimeId { get; init; }
    public required string Name { get; init; }
    public required string Image { get; init; }

    /// <summary>Null: the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? EntryPoint { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>ARNs of objects in S3, in the order in which they count: the first that has a variable wins.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];
    public IReadOnlyList<NativeSecret> Secrets { get; init; } = [];

    /// <summary>Name or ARN of the secret with the login of the image's registry; null for none.</summary>
    public string? CredentialsParameter { get; init; }
    public bool Essential { get; init; } = true;
    public string? WorkingDirectory { get; init; }
    public string? User { get; init; }

    /// <summary>Shares of the task's CPU; 0 for none asked.</summary>
    public int CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public int? MemoryReservationMib { get; init; }
    public int StopTimeoutSeconds { get; init; } = 30;
    public IReadOnlyList<NativePort> Ports { get; init; } = [];

    /// <summary>The log driver's options, whole; null for no log driver.</summary>
    public NativeLog? Log { get; init; }
    public IReadOnlyList<NativeDependency> DependsOn { get; init; } = [];

    /// <summary>Time for its dependencies; null for the node's default.</summary>
    public int? StartTimeoutSeconds { get; init; }
    public NativeHealthCheck? HealthCheck { get; init; }

    /// <summary>Null when it is not restarted.</summary>
    public NativeRestartPolicy? RestartPolicy { get; init; }
    public IReadOnlyList<NativeUlimit> Ulimits { get; init; } = [];
    public bool ReadonlyRootFilesystem { get; init; }
    public bool InitProcessEnabled { get; init; }

    /// <summary>Without CAP_; ALL for every one.</summary>
    public IReadOnlyList<string> CapabilitiesAdded { get; init; } = [];
    public IReadOnlyList<string> CapabilitiesDropped { get; init; } = [];
    public IReadOnlyList<NativeTmpfs> Tmpfs { get; init; } = [];

    /// <summary>Of /dev/shm; null for the default.</summary>
    public int? SharedMemorySizeMib { get; init; }
    public IReadOnlyList<NativeMountPoint> MountPoints { get; init; } = [];
    public IReadOnlyList<NativeVolumesFrom> VolumesFrom { get; init; } = [];
    public IReadOnlyDictionary<string, string> SystemControls { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> DockerLabels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<NativeHostEntry> ExtraHosts { get; init; } = [];

    /// <summary>Null: the network interface's private name.</summary>
    public string? Hostname { get; init; }
    public bool PseudoTerminal { get; init; }
    public bool Interactive { get; init; }
}

public sealed record NativePort(int ContainerPort, int HostPort, string Protocol);

/// <summary>Where and how a container's lines go by the awslogs driver.</summary>
/// <param name="CreateGroup">awslogs-create-group.</param>
public sealed record NativeLog(string Group, string Region, string Stream, bool CreateGroup)
{
    /// <summary>Options whose values are fetched: awslogs-group, awslogs-multiline-pattern, awslogs-datetime-format.</summary>
    public IReadOnlyList<NativeSecret> SecretOptions { get; init; } = [];

    /// <summary>blocking: a container whose lines are not delivered waits. non-blocking: its oldest lines beyond <see cref="MaxBufferSizeBytes"/> are dropped.</summary>
    public string Mode { get; init; } = "non-blocking";
    public long MaxBufferSizeBytes { get; init; } = 10L << 20;

    /// <summary>awslogs-multiline-pattern: a line that matches this regular expression begins an event. Null when not asked for; never together with <see cref="DatetimeFormat"/>.</summary>
    public string? MultilinePattern { get; init; }

    /// <summary>awslogs-datetime-format, as strftime writes it: a line that holds such a time begins an event.</summary>
    public string? DatetimeFormat { get; init; }
}
