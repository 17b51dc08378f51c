using Berth.Domain.Fargate;
using Berth.Domain.Network;
using Berth.Domain.Services;
using Berth.Domain.Tasks;

namespace Berth.Domain.Invariants;

/// <summary>Everything that there is at one moment, as it is stored.</summary>
/// <param name="Tasks">Of all clusters, standalone ones among them.</param>
/// <param name="Events">By name of service.</param>
public sealed record WorldSnapshot(
    IReadOnlyCollection<ServiceRecord> Services, IReadOnlyCollection<TaskRecord> Tasks, IReadOnlyCollection<PoolNode> Nodes, IReadOnlyCollection<PoolClaim> Claims, IReadOnlyDictionary<string, Cidr> Subnets,
    IReadOnlyDictionary<string, ServiceEvents> Events);

/// <summary>Room in the pool that a task holds from before its start until after its end.</summary>
public sealed record PoolClaim(string TaskArn, string NodeArn, int CpuUnits, int MemoryMib);
