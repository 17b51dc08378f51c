using Berth.Node;
using Berth.Server.Configuration;

namespace Berth.Server.Hosting;

/// <summary>The control plane: ready once the account's first things are there.</summary>
internal sealed class ControlHealth : IHealthPart
{
    public bool Ready { get; set; }

    public PartHealth Health() => Ready ? new("control", "ready", "The APIs answer.") : new("control", "starting", "The store is opened and the account prepared.");
}

/// <summary>The embedded node: its engine, and its session with the control plane.</summary>
internal sealed class NodeHealth(NodeStatus status, ServerSettings settings) : IHealthPart
{
    public PartHealth Health() => status switch
    {
        { EngineFailure: { } failure } => new("node", "impaired", failure),
        { EngineReady.IsCompleted: false } => new("node", "starting", settings.Engine == Engine.Real ? "containerd and the network come up; tasks from before are taken over." : "Simulated tasks from before are taken over."),
        { AgentConnected: false } => new("node", "starting", "The node registers with the control plane."),
        _ => new("node", "ready", settings.Engine == Engine.Real ? "Tasks can start." : "Simulated tasks can start: no containers run."),
    };
}
