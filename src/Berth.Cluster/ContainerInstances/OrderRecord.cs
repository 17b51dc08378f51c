using Berth.Contracts.ContainerInstances;

namespace Berth.Cluster.ContainerInstances;

/// <summary>An order to a node, as stored until its task is over. Row kind <c>order</c>, id <c>INSTANCEARN|TASKARN</c>.</summary>
internal sealed record OrderRecord(TaskOrder Order, bool Acknowledged);
