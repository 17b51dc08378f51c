using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Tasks;

/// <summary>A task, as stored. Row kind <c>task</c>, id <c>CLUSTER/TASKID</c>. Its owner is its cluster's grain.</summary>
public sealed record TaskRecord
{
    public required string TaskId { get; init; }
    public required string TaskArn { get; init; }
    public required string ClusterName { get; init; }
    public required string ClusterArn { get; init; }

    /// <summary>The revision with this task's overrides merged in.</summary>
    public required TaskDefinitionRecord Definition { get; init; }

    /// <summary>As asked for; echoed.</summary>
    public required TaskOverrides Overrides { get; init; }
    public required string LaunchType { get; init; }
    public string? PlatformVersion { get; init; }
    public required string Group { get; init; }
    public string? StartedBy { get; init; }

    /// <summary>The service that it belongs to; null for a standalone task. <see cref="StartedBy"/> is then its deployment or task set.</summary>
    public string? ServiceName { get; init; }

    /// <summary>FARGATE or FARGATE_SPOT; null when it was started by launch type.</summary>
    public string? CapacityProviderName { get; init; }
    public string? ClientToken { get; init; }

    /// <summary>Of the RunTask request that <see cref="ClientToken"/> belongs to; the same token with another hash conflicts.</summary>
    public string? RequestHash { get; init; }
    public bool EnableExecuteCommand { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public required string SubnetId { get; init; }
    public required IReadOnlyList<string> SecurityGroupIds { get; init; }
    public required bool AssignPublicIp { get; init; }
    public required string AvailabilityZone { get; init; }
    public required string AttachmentId { get; init; }

    /// <summary>Null until the subnet gave it an address, and again once that is free.</summary>
    public NetworkInterfaceRecord? Interface { get; init; }

    /// <summary>What DescribeTasks shows of the interface after it is gone.</summary>
    public NetworkInterfaceRecord? LastInterface { get; init; }

    /// <summary>The container instance that runs it, claimed before the task exists.</summary>
    public required string NodeArn { get; init; }

    /// <summary>Of the last order sent to the node; 0 when none was.</summary>
    public long OrderGeneration { get; init; }

    /// <summary>The last order sent says STOPPED.</summary>
    public bool StopOrdered { get; init; }

    /// <summary>The node says that every container has ended.</summary>
    public bool EndedOnNode { get; init; }

    /// <summary>The node says that the task's network namespace is gone.</summary>
    public bool NetworkGone { get; init; }

    public TaskStatus LastStatus { get; init; }
    public bool StopDesired { get; init; }
    public StopCode? StopCode { get; init; }
    public string? StoppedReason { get; init; }

    /// <summary>The call for its start that never reached its service: what the reason is found from. Null when it failed otherwise, or not.</summary>
    public FailedCall? FailedCall { get; init; }

    /// <summary>What the network was found to be when it failed the task; null when it did not.</summary>
    public NetworkEvidence? NetworkEvidence { get; init; }

    /// <summary>Calls with this task's keys that IAM refused, oldest first; see <see cref="TaskNotes"/>.</summary>
    public IReadOnlyList<AccessEvidence> Refusals { get; init; } = [];

    /// <summary>What calls for its start named and what is not there.</summary>
    public IReadOnlyList<StartFault> StartFaults { get; init; } = [];
    public required IReadOnlyList<TaskContainer> Containers { get; init; }

    /// <summary>When all its health checks said healthy for the first time; null before, and without health checks.</summary>
    public DateTimeOffset? FirstHealthyAt { get; init; }

    /// <summary>Scale-in and deployments leave it alone until then; null without protection.</summary>
    public DateTimeOffset? ProtectedUntil { get; init; }

    /// <summary>Of a service's task that shall not run any more: rises within the cluster, so that the service accounts for each ending once. 0 before.</summary>
    public long EndSequence { get; init; }

    /// <summary>From SIGTERM to SIGKILL at most, whatever its containers' own stop timeouts are; null when those alone count.</summary>
    public TimeSpan? StopTimeoutMax { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConnectivityAt { get; init; }
    public DateTimeOffset? PullStartedAt { get; init; }
    public DateTimeOffset? PullStoppedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? StoppingAt { get; init; }
    public DateTimeOffset? ExecutionStoppedAt { get; init; }
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Rises with each change that a caller can see.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>A container of a task.</summary>
public sealed record TaskContainer
{
    public required string Name { get; init; }
    public required string ContainerArn { get; init; }
    public required string RuntimeId { get; init; }
    public required string Image { get; init; }
    public required bool Essential { get; init; }
    public string? ImageDigest { get; init; }
    public ContainerStatus LastStatus { get; init; }

    /// <summary>Its process executed; a container that is STOPPED does not tell this by itself.</summary>
    public bool Started { get; init; }
    public int? ExitCode { get; init; }

    public HealthStatus Health { get; init; }

    /// <summary>At most 1,024 characters; longer ones are cut.</summary>
    public string? Reason { get; init; }
}
