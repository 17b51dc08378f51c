using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;
using Orleans;

namespace Berth.Contracts.ContainerInstances;

/// <param name="ClusterName">Where it registers; the embedded node's is the hidden cluster of the Fargate pool.</param>
/// <param name="CpuUnits">What it offers in all.</param>
/// <param name="Attributes">Name to value; value "" for a bare attribute.</param>
[GenerateSerializer, Immutable, Alias("berth.container-instance-registration")]
public sealed record ContainerInstanceRegistration(
    [property: Id(0)] string ClusterName,
    [property: Id(1)] int CpuUnits,
    [property: Id(2)] int MemoryMib,
    [property: Id(3)] IReadOnlyDictionary<string, string> Attributes,
    [property: Id(4)] string AgentVersion);

[GenerateSerializer, Immutable, Alias("berth.container-instance-snapshot")]
public sealed record ContainerInstanceSnapshot(
    [property: Id(0)] string Arn,
    [property: Id(1)] ContainerInstanceRegistration Registration,
    [property: Id(2)] bool AgentConnected,
    [property: Id(3)] DateTimeOffset RegisteredAt);

/// <summary>What a node shall make true of one task. The door adds the roles' temporary keys when it sends it, so that they are not stored.</summary>
/// <param name="Generation">Rises with every change of the order.</param>
/// <param name="DesiredStatus">RUNNING or STOPPED.</param>
/// <param name="Definition">The revision with the task's overrides already merged in: containers, cpu, memory, roles.</param>
/// <param name="ContainerIds">By container name: the UUID of its ARN and its runtime id.</param>
[GenerateSerializer, Immutable, Alias("berth.task-order")]
public sealed record TaskOrder(
    [property: Id(0)] string TaskArn,
    [property: Id(1)] string ClusterArn,
    [property: Id(2)] long Generation,
    [property: Id(3)] string DesiredStatus,
    [property: Id(4)] string LaunchType,
    [property: Id(5)] TaskDefinitionRecord Definition,
    [property: Id(6)] IReadOnlyDictionary<string, ContainerIds> ContainerIds,
    [property: Id(7)] NetworkInterfaceRecord Interface,
    [property: Id(8)] SubnetRecord Subnet,
    [property: Id(9)] VpcRecord Vpc)
{
    /// <summary>Of the account's network when the order was given: the node must have been told of it before it makes the task's interface.</summary>
    [Id(10)]
    public long NetworkGeneration { get; init; }

    /// <summary>From SIGTERM to SIGKILL at most, when it says STOPPED; null when the containers' own timeouts alone count.</summary>
    [Id(11)]
    public TimeSpan? StopTimeoutMax { get; init; }

    /// <summary>The service that the task belongs to; null for none.</summary>
    [Id(12)]
    public string? ServiceName { get; init; }
}

[GenerateSerializer, Immutable, Alias("berth.container-ids")]
public sealed record ContainerIds([property: Id(0)] string ContainerArn, [property: Id(1)] string RuntimeId);
