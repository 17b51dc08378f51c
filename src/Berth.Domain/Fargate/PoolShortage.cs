namespace Berth.Domain.Fargate;

/// <summary>Why the pool gave a task no room.</summary>
public enum PoolShortage
{
    /// <summary>No connected node has room.</summary>
    Capacity,

    /// <summary>The account's vCPU quota is used up.</summary>
    VcpuQuota,

    /// <summary>Tasks are launched faster than the account's launch rate. None of the request's is launched.</summary>
    LaunchRate,
}
