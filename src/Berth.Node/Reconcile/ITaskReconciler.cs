using Berth.AgentProtocol;

namespace Berth.Node.Reconcile;

/// <summary>Makes this node's tasks what the control plane ordered.</summary>
public interface ITaskReconciler
{
    /// <summary>Adopts what runs from before, from its own files, before the control plane is reached. Call once, first.</summary>
    Task Start(CancellationToken cancel);

    /// <summary>Takes an order; answers once it is on this node's disk. An older generation than the one held is ignored. The work goes on by itself, reporting to the state reporter.</summary>
    Task Apply(NativeTask order, CancellationToken cancel);

    /// <summary>Tasks that this node holds, for the sweep against the control plane's list.</summary>
    IReadOnlyCollection<string> TaskArns { get; }
}
