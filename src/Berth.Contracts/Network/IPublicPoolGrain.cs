using Orleans;

namespace Berth.Contracts.Network;

/// <summary>The pool of public addresses: the single owner of them. One grain, key 0.</summary>
[Alias("berth.public-pool")]
public interface IPublicPoolGrain : IGrainWithIntegerKey
{
    /// <summary>The same owner gets the same address again.</summary>
    /// <returns>Null when the pool has run out.</returns>
    [Alias("allocate")]
    Task<string?> Allocate(string ownerArn);

    [Alias("free")]
    Task Free(string ownerArn);
}
