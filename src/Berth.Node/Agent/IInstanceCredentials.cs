using Berth.AgentProtocol;

namespace Berth.Node.Agent;

/// <summary>The keys of the node's own role.</summary>
public interface IInstanceCredentials
{
    /// <summary>Good for some minutes at least.</summary>
    ValueTask<NativeCredentials> Get(CancellationToken cancel);
}
