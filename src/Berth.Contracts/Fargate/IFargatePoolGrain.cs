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

    /// <summary>Claims room for tasks of one size. Idempotent per task. Where a task that is not Spot finds none, Spot tasks are interrupted for it: a later try finds room.</summary>
    [Alias("claim")]
    Task<PoolClaims> Claim(IReadOnlyList<RoomClaim> claims, int cpuUnits, int memoryMib);

    [Alias("release")]
    Task Release(string taskArn);

    /// <summary>Claims again for tasks on disk whose claim is not known here.</summary>
    [Alias("recount")]
    Task Recount();
}

/// <summary>A task that wants room.</summary>
/// <param name="Spot">It runs on FARGATE_SPOT: on room that others do not need, until they do.</param>
[GenerateSerializer, Immutable, Alias("berth.room-claim")]
public sealed record RoomClaim([property: Id(0)] string TaskArn, [property: Id(1)] bool Spot);

/// <param name="Grants">Of the tasks that found room, in the order asked for.</param>
/// <param name="Shortage">Why others found none; null when all did.</param>
[GenerateSerializer, Immutable, Alias("berth.pool-claims")]
public sealed record PoolClaims([property: Id(0)] IReadOnlyList<RoomGrant> Grants, [property: Id(1)] PoolShortage? Shortage);

/// <param name="NodeArn">Of the node that shall run the task.</param>
[GenerateSerializer, Immutable, Alias("berth.room-grant")]
public sealed record RoomGrant([property: Id(0)] string TaskArn, [property: Id(1)] string NodeArn);
