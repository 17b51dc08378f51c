using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Reconcile;

namespace Berth.Node.Tests.Reconcile;

/// <summary>A node that holds the tasks it is told.</summary>
internal sealed class HeldTasks : ITaskReconciler
{
    public IReadOnlyList<NativeTask> Known { get; set; } = [];

    public IReadOnlyList<NativeTask> Running => [];

    public IReadOnlyList<(NativeTask Order, NodeTask State)> Checked => [];

    public Task Start(CancellationToken cancel) => throw new NotSupportedException();

    public Task Apply(NativeTask order, CancellationToken cancel) => throw new NotSupportedException();

    public Task<bool> Renew(string taskArn, string roleType, NativeCredentials credentials) => throw new NotSupportedException();
}
