using Berth.Contracts.ContainerInstances;
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

    /// <summary>Claims room for a task. Idempotent per task.</summary>
    /// <returns>ARN of the node that shall run it, or null when no connected node has room.</returns>
    [Alias("claim")]
    Task<string?> Claim(string taskArn, int cpuUnits, int memoryMib);

    [Alias("release")]
    Task Release(string taskArn);
}
