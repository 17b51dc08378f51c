using Berth.Contracts.ContainerInstances;

namespace Berth.Cluster.ContainerInstances;

/// <summary>A container instance, as stored. Row kind <c>container-instance</c>, id its ARN.</summary>
internal sealed record ContainerInstanceRecord(
    string Arn, string ClusterName, int CpuUnits, int MemoryMib, IReadOnlyDictionary<string, string> Attributes, string AgentVersion, DateTimeOffset RegisteredAt)
{
    public ContainerInstanceSnapshot ToSnapshot(bool connected) => new(Arn, new(ClusterName, CpuUnits, MemoryMib, Attributes, AgentVersion), connected, RegisteredAt);
}
