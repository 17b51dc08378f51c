using Berth.Domain.Clusters;
using Berth.Domain.Fargate;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Orleans;

namespace Berth.Contracts.Clusters;

/// <param name="RunningTasks">In lastStatus RUNNING.</param>
/// <param name="PendingTasks">On their way to RUNNING.</param>
/// <param name="Version">Rises with each change of the cluster's own record.</param>
[GenerateSerializer, Immutable, Alias("berth.cluster-snapshot")]
public sealed record ClusterSnapshot([property: Id(0)] ClusterRecord Cluster, [property: Id(1)] int RunningTasks, [property: Id(2)] int PendingTasks, [property: Id(3)] long Version)
{
    /// <summary>That are not INACTIVE.</summary>
    [Id(4)]
    public int Services { get; init; }
}

/// <summary>What RunTask asks for, everything looked up and judged already.</summary>
/// <param name="Definition">Overrides merged.</param>
/// <param name="Subnets">At least one; tasks are spread over them in turn.</param>
[GenerateSerializer, Immutable, Alias("berth.run-task-command")]
public sealed record RunTaskCommand(
    [property: Id(0)] TaskDefinitionRecord Definition,
    [property: Id(1)] TaskOverrides Overrides,
    [property: Id(2)] int Count,
    [property: Id(3)] string LaunchType,
    [property: Id(4)] string PlatformVersion,
    [property: Id(5)] string Group,
    [property: Id(6)] string? StartedBy,
    [property: Id(7)] string? ClientToken,
    [property: Id(8)] string RequestHash,
    [property: Id(9)] bool EnableExecuteCommand,
    [property: Id(10)] IReadOnlyDictionary<string, string> Tags,
    [property: Id(11)] IReadOnlyList<SubnetRecord> Subnets,
    [property: Id(12)] IReadOnlyList<string> SecurityGroupIds,
    [property: Id(13)] bool AssignPublicIp)
{
    /// <summary>Of each task, in turn; empty for the launch type.</summary>
    [Id(14)]
    public IReadOnlyList<string> CapacityProviders { get; init; } = [];

    /// <param name="index">Of the task, from zero.</param>
    /// <returns>Null for the launch type.</returns>
    public string? CapacityProviderOf(int index) => CapacityProviders.Count > 0 ? CapacityProviders[index] : null;

    public SubnetRecord SubnetOf(int index) => Subnets[index % Subnets.Count];
}

[GenerateSerializer, Alias("berth.run-task-outcome")]
public abstract record RunTaskOutcome
{
    /// <param name="Unplaced">How many found no room.</param>
    /// <param name="Shortage">Why; null when all found room.</param>
    [GenerateSerializer, Immutable, Alias("berth.run-task-outcome.accepted")]
    public sealed record Accepted([property: Id(0)] IReadOnlyList<TaskRecord> Tasks, [property: Id(1)] int Unplaced, [property: Id(2)] PoolShortage? Shortage = null) : RunTaskOutcome;

    /// <summary>Tasks are launched faster than the account may.</summary>
    [GenerateSerializer, Immutable, Alias("berth.run-task-outcome.throttled")]
    public sealed record Throttled : RunTaskOutcome;

    /// <summary>The client token was used before with another request.</summary>
    [GenerateSerializer, Immutable, Alias("berth.run-task-outcome.conflict")]
    public sealed record TokenConflict([property: Id(0)] IReadOnlyList<string> TaskArns) : RunTaskOutcome;

    [GenerateSerializer, Immutable, Alias("berth.run-task-outcome.no-cluster")]
    public sealed record NoCluster : RunTaskOutcome;
}

/// <summary>Why a cluster cannot be deleted, or that it was.</summary>
[GenerateSerializer, Alias("berth.cluster-deletion")]
public abstract record ClusterDeletion
{
    [GenerateSerializer, Immutable, Alias("berth.cluster-deletion.deleted")]
    public sealed record Deleted([property: Id(0)] ClusterSnapshot Cluster) : ClusterDeletion;

    [GenerateSerializer, Immutable, Alias("berth.cluster-deletion.contains-tasks")]
    public sealed record ContainsTasks : ClusterDeletion;

    [GenerateSerializer, Immutable, Alias("berth.cluster-deletion.contains-services")]
    public sealed record ContainsServices : ClusterDeletion;

    [GenerateSerializer, Immutable, Alias("berth.cluster-deletion.no-cluster")]
    public sealed record NoCluster : ClusterDeletion;
}

[GenerateSerializer, Immutable, Alias("berth.task-list")]
public sealed record TaskList([property: Id(0)] IReadOnlyList<TaskRecord> Tasks);

[GenerateSerializer, Immutable, Alias("berth.task-news-message")]
public sealed record TaskNewsMessage([property: Id(0)] string TaskArn, [property: Id(1)] TaskNews News);
