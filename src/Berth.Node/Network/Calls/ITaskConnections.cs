using Berth.AgentProtocol;
using Berth.Node.Aws;

namespace Berth.Node.Network;

/// <summary>Makes the connections over which the node calls services for a task.</summary>
internal interface ITaskConnections
{
    /// <summary>Connects nothing yet. The task's network is attached; whoever opens it disposes it before that is detached.</summary>
    ITaskConnection Open(NativeTask order);

    /// <summary>The node's own way to the control plane, for what a task leaves behind when its network is gone. Not to be disposed.</summary>
    ITaskConnection Own { get; }
}

/// <summary>The way by which the node's calls for one task travel. Never another task's: a pooled connection belongs to the network in which it was made.</summary>
internal interface ITaskConnection : IDisposable
{
    /// <summary>For requests of any host under its real name: <c>https://api.ecr.REGION.amazonaws.com/</c>. Follows redirects. Not to be disposed.</summary>
    HttpMessageHandler Handler { get; }

    /// <summary>Signed calls of services over it.</summary>
    IAwsClient Aws { get; }

    /// <summary>Where all services answer instead of at their real names; null where they have those.</summary>
    Uri? Endpoint { get; }

    /// <summary>Who connected last found no way: what waits to be sent would wait for ever.</summary>
    bool IsCutOff { get; }
}
