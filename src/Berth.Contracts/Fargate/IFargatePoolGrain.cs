using Berth.Contracts.ContainerInstances;
using Berth.Domain.Fargate;
using Orleans;

namespace Berth.Contracts.Fargate;

/// <summary>The Fargate pool: admits every cluster's Fargate tasks to its nodes. One grain, key 0.</summary>
[Alias("berth.fargate-pool")]
public interface IFargatePoolGrain : IGrainWithIntegerKey
{
    /// <summary>Name of the hidden cluster in which the pool's nodes register. No user cluster may have it, and no List shows it.</summary>
    const string ClusterName = "berth-fargate";

    /// <summary>A node of the pool registered, connected or disconnected.</summary>
    [Alias("node-changed")]
    Task NodeChanged(ContainerInstanceSnapshot node);

    /// <summary>Claims room for tasks of one size. Idempotent per task.</summary>
    [Alias("claim")]
    Task<PoolClaims> Claim(IReadOnlyList<string> taskArns, int cpuUnits, int memoryMib);

    [Alias("release")]
    Task Release(string taskArn);

    /// <summary>Claims again for tasks on disk whose claim is not known here.</summary>
    [Alias("recount")]
    Task Recount();
}

/// <param name="NodeArns">Of the nodes that shall run the tasks, in the tasks' order; fewer than tasks when there is no more.</param>
/// <param name="Shortage">Why there are fewer; null when all found room.</param>
[GenerateSerializer, Immutable, Alias("berth.pool-claims")]
public sealed record PoolClaims([property: Id(0)] IReadOnlyList<string> NodeArns, [property: Id(1)] PoolShortage? Shortage);
