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
}

/// <summary>The task's network interface.</summary>
/// <param name="PrefixLength">Of the subnet.</param>
/// <param name="GatewayAddress">The subnet's first address, where the VPC's router answers.</param>
/// <param name="PublicIpv4Address">From the pool of public addresses; null when the task asked for none.</param>
public sealed record NativeInterface(
    string InterfaceId, string AttachmentArn, string MacAddress, string VpcId, string VpcCidrBlock, string SubnetId, string SubnetCidrBlock,
    string PrivateIpv4Address, int PrefixLength, string GatewayAddress, string? PublicIpv4Address, string PrivateDnsName, IReadOnlyList<string> SecurityGroupIds);

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
    public bool Essential { get; init; } = true;
    public string? WorkingDirectory { get; init; }
    public string? User { get; init; }

    /// <summary>Shares of the task's CPU; 0 for none asked.</summary>
    public int CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public int? MemoryReservationMib { get; init; }
    public int StopTimeoutSeconds { get; init; } = 30;
    public IReadOnlyList<NativePort> Ports { get; init; } = [];

    /// <summary>awslogs options with group, region and stream already whole (<c>awslogs-stream</c>); null for no log driver.</summary>
    public NativeLog? Log { get; init; }
}

public sealed record NativePort(int ContainerPort, int HostPort, string Protocol);

/// <param name="CreateGroup">awslogs-create-group.</param>
public sealed record NativeLog(string Group, string Region, string Stream, bool CreateGroup);
