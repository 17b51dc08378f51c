using Berth.AgentProtocol;
using Berth.Domain.Nodes;

namespace Berth.Node.Reconcile;

/// <summary>Makes this node's tasks what the control plane ordered.</summary>
public interface ITaskReconciler
{
    /// <summary>Adopts what runs from before, from its own files, before the control plane is reached. Call once, first.</summary>
    Task Start(CancellationToken cancel);

    /// <summary>Takes an order; answers once it is kept, so that this process may die; a machine that dies within the next second may forget it, and is ordered again. An older generation than the one held is ignored. The work goes on by itself, reporting to the state reporter.</summary>
    Task Apply(NativeTask order, CancellationToken cancel);

    /// <summary>New keys of a task's role, before the old ones expire.</summary>
    /// <param name="roleType">TaskApplication or TaskExecution.</param>
    /// <returns>False when this node does not hold the task.</returns>
    Task<bool> Renew(string taskArn, string roleType, NativeCredentials credentials);

    /// <summary>Every task that this node holds, whatever its state.</summary>
    IReadOnlyList<NativeTask> Known { get; }

    /// <summary>What this node runs, for telemetry.</summary>
    IReadOnlyList<NativeTask> Running { get; }

    /// <summary>Those with a health check, and how they are.</summary>
    IReadOnlyList<(NativeTask Order, NodeTask State)> Checked { get; }
}
