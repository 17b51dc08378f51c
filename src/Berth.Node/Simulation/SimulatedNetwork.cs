using Berth.AgentProtocol;
using Berth.Domain.Network;
using Berth.Node.Network;

namespace Berth.Node.Simulation;

/// <summary>No network: the addresses that the control plane gave are shown, and nothing answers at them.</summary>
internal sealed class SimulatedNetwork(VpcStates states) : INetwork
{
    /// <summary>Where a namespace's path would be; there is no such file.</summary>
    private const string Nowhere = "/nonexistent/simulated-network";

    public Task Start(CancellationToken cancel) => Task.CompletedTask;

    public Task Describe(long generation, IReadOnlyList<string> vpcIds, IReadOnlyList<VpcSnapshot> changed, CancellationToken cancel)
    {
        states.Receive(generation, vpcIds, changed);
        return Task.CompletedTask;
    }

    public Task<string> Attach(string taskId, NativeInterface networkInterface, CancellationToken cancel) => Task.FromResult(Nowhere);

    public Task Detach(string taskId, CancellationToken cancel) => Task.CompletedTask;

    public Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel) => Task.CompletedTask;
}
