using Berth.AgentProtocol;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>
/// Gives tasks their network: a namespace with one interface, routed through the namespace of its VPC's router. Idempotent per interface id.
/// </summary>
public interface INetwork
{
    /// <summary>Brings up this node's part of the network: pool of public addresses, uplink, and what an earlier process left. Call once, first.</summary>
    Task Start(CancellationToken cancel);

    /// <summary>The control plane says what the network is. Running tasks obey at once.</summary>
    /// <param name="generation">Rises; an older one does nothing.</param>
    /// <param name="vpcIds">Every VPC that there is.</param>
    /// <param name="changed">Those that are not as they were.</param>
    Task Describe(long generation, IReadOnlyList<string> vpcIds, IReadOnlyList<VpcSnapshot> changed, CancellationToken cancel);

    /// <returns>Path of the task's network namespace, ready for containers.</returns>
    Task<string> Attach(string taskId, NativeInterface networkInterface, CancellationToken cancel);

    /// <summary>Removes the namespace and everything that leads to it. Nothing happens when it is gone already.</summary>
    Task Detach(string taskId, CancellationToken cancel);

    /// <summary>Removes every namespace whose task is not in <paramref name="taskIds"/>.</summary>
    Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel);
}
