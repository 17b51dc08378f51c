using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Node.Aws;

namespace Berth.Node.Network;

/// <summary>Where tasks have no networks: every call goes to the control plane's own endpoint, over connections that all share.</summary>
internal sealed class OwnConnections(OwnConnection own) : ITaskConnections
{
    public ITaskConnection Own => own;

    public ITaskConnection Open(NativeTask order) => own;
}

/// <summary>The node's own way to the control plane of its machine.</summary>
/// <param name="handler">With a <see cref="ControlPlaneConnection"/>.</param>
internal sealed class OwnConnection(HttpMessageHandler handler, IAwsClient aws, BerthInstance berth) : ITaskConnection
{
    public HttpMessageHandler Handler => handler;

    public IAwsClient Aws => aws;

    public Uri? Endpoint => berth.LoopbackEndpoint;

    public bool IsCutOff => false;

    public void Dispose()
    {
        // Everybody's.
    }
}
