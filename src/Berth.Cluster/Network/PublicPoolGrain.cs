using Berth.Contracts.Network;
using Berth.Domain.Network;
using Berth.Storage;
using Orleans.Configuration;

namespace Berth.Cluster.Network;

/// <summary>Keeps nothing of its own: who has which address stands in the rows of elastic addresses, and of the interfaces that carry others.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class PublicPoolGrain(PublicPool pool, IStore store) : Grain, IPublicPoolGrain
{
    private readonly Dictionary<string, uint> owners = new(StringComparer.Ordinal);
    private readonly HashSet<uint> taken = [];
    private uint? last;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var elastic in await store.FindAll<AddressRecord>(NetworkKinds.Address, cancel: cancellationToken))
            taken.Add(owners[elastic.AllocationId] = Cidr.ParseAddress(elastic.PublicIpv4Address));
        foreach (var card in await store.FindAll<NetworkInterfaceRecord>(NetworkKinds.Interface, cancel: cancellationToken))
        {
            // An elastic address stays its allocation's when the interface that carries it goes. Others may be among those that are reserved now; they stay with who has them.
            if (card.PublicIpv4Address is { } text && Cidr.ParseAddress(text) is var address && taken.Add(address)) owners[card.Owner] = address;
        }
    }

    public Task<string?> Allocate(string ownerArn)
    {
        if (owners.TryGetValue(ownerArn, out var known)) return Task.FromResult<string?>(Cidr.Text(known));
        if (pool.Choose(taken, last) is not { } address) return Task.FromResult<string?>(null);
        owners[ownerArn] = address;
        taken.Add(address);
        last = address;
        return Task.FromResult<string?>(Cidr.Text(address));
    }

    public Task Free(string ownerArn)
    {
        if (owners.Remove(ownerArn, out var address)) taken.Remove(address);
        return Task.CompletedTask;
    }
}
