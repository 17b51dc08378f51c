using Orleans;

namespace Berth.Contracts.Network;

/// <summary>Carries out what the network's rows say: gives gateways and endpoints their interfaces, takes them back, and tells the nodes. One grain, key 0. It looks at what is, so that a lost call costs time alone.</summary>
[Alias("berth.network")]
public interface INetworkGrain : IGrainWithIntegerKey
{
    /// <summary>The rows changed. Answers when the nodes that are connected have been told.</summary>
    [Alias("changed")]
    Task Changed();
}
