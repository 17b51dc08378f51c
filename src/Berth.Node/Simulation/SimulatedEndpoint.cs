using Berth.AgentProtocol;
using Berth.Node.Metadata;

namespace Berth.Node.Simulation;

/// <summary>Containers that are only told of ask for nothing.</summary>
internal sealed class SimulatedEndpoint : ITaskEndpoint
{
    public Task Open(NativeInterface networkInterface, Func<TaskSight> task, CancellationToken cancel) => Task.CompletedTask;

    public void Close(NativeInterface networkInterface)
    {
        // Nothing was opened.
    }
}
