using Berth.AgentProtocol;
using Berth.Node.Network;

namespace Berth.Node.Simulation;

/// <summary>No network: the addresses that the control plane gave are shown, and nothing answers at them.</summary>
internal sealed class SimulatedNetwork : INetwork
{
    /// <summary>Where a namespace's path would be; there is no such file.</summary>
    private const string Nowhere = "/nonexistent/simulated-network";

    public Task Start(CancellationToken cancel) => Task.CompletedTask;

    public Task<string> Attach(string taskId, NativeInterface networkInterface, CancellationToken cancel) => Task.FromResult(Nowhere);

    public Task Detach(string taskId, CancellationToken cancel) => Task.CompletedTask;

    public Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel) => Task.CompletedTask;
}
