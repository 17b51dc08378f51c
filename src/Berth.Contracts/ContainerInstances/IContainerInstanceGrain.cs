using Berth.Contracts.Clusters;
using Berth.Domain.Network;
using Orleans;

namespace Berth.Contracts.ContainerInstances;

/// <summary>
/// A container instance: one node, as the control plane sees it. Key: the instance's ARN. It holds the orders that the node has not acknowledged, and its one live session.
/// </summary>
[Alias("berth.container-instance")]
public interface IContainerInstanceGrain : IGrainWithStringKey
{
    /// <summary>Registers, or registers again after a restart of the node; the ARN stays.</summary>
    [Alias("register")]
    Task<ContainerInstanceSnapshot> Register(ContainerInstanceRegistration registration);

    /// <returns>Null when no node ever registered under this ARN.</returns>
    [Alias("describe")]
    Task<ContainerInstanceSnapshot?> Describe();

    /// <summary>A session opened; it gets every order that the node has not acknowledged, or all when <paramref name="everything"/>. The newest session wins, an older one is closed.</summary>
    [Alias("connect")]
    Task Connect(IAgentSession session, bool everything);

    [Alias("disconnect")]
    Task Disconnect(IAgentSession session);

    /// <summary>Sends an order, now or when a session opens; its owner has made it durable. An order whose generation is not above the one held does nothing.</summary>
    [Alias("order")]
    Task Order(TaskOrder order);

    /// <summary>The node has the order; it is not sent again on reconnect.</summary>
    [Alias("acknowledge")]
    Task Acknowledge(string taskArn, long generation);

    /// <summary>The task is over and its network gone: nothing is owed to the node any more.</summary>
    [Alias("forget")]
    Task Forget(string taskArn);

    /// <summary>The network's rows changed: a session that is open is told what they say now.</summary>
    [Alias("network-changed")]
    Task NetworkChanged();
}

/// <summary>The door's end of an agent's websocket, called back by the grain.</summary>
[Alias("berth.agent-session")]
public interface IAgentSession : IGrainObserver
{
    [Alias("send")]
    Task Send(TaskOrder order);

    /// <summary>The task is over: its roles' keys need no renewal.</summary>
    [Alias("forget")]
    Task Forget(string taskArn);

    /// <summary>VPCs that the session was not told of in this form yet.</summary>
    /// <param name="vpcIds">Every VPC that there is.</param>
    [Alias("describe")]
    Task Describe(long generation, IReadOnlyList<string> vpcIds, ImmutableMessage<IReadOnlyList<VpcSnapshot>> vpcs);

    [Alias("close")]
    Task Close(string reason);
}
