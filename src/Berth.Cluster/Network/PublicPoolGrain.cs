using Berth.Contracts.Network;
using Berth.Domain.Network;
using Berth.Storage;
using Orleans.Configuration;

namespace Berth.Cluster.Network;

/// <summary>Keeps nothing of its own: who has which address stands in the rows of the interfaces that carry them.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed class PublicPoolGrain(PublicPool pool, IStore store) : Grain, IPublicPoolGrain
{
    private readonly Dictionary<string, uint> owners = new(StringComparer.Ordinal);
    private readonly HashSet<uint> taken = [];
    private uint? last;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var card in await store.FindAll<NetworkInterfaceRecord>(SubnetGrain.InterfaceKind, cancel: cancellationToken))
            if (card.PublicIpv4Address is { } address) taken.Add(owners[card.TaskArn] = Cidr.ParseAddress(address));
    }

    public Task<string?> Allocate(string ownerArn)
    {
        if (owners.TryGetValue(ownerArn, out var known)) return Task.FromResult<string?>(Cidr.Text(known));
        if (SubnetAddresses.Choose(pool.Range, taken, last) is not { } address) return Task.FromResult<string?>(null);
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
