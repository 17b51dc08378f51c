using Berth.Cluster.Rows;
using Berth.Contracts.Network;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Storage;
using Orleans.Concurrency;

namespace Berth.Cluster.Network;

/// <summary>Calls interleave at every await, so that many interfaces share one write to the disk; an address is chosen and taken in one turn.</summary>
[Reentrant]
internal sealed class SubnetGrain : Grain, ISubnetGrain
{
    private readonly IStore store;
    private readonly IGrainFactory grains;
    private readonly IIdSource ids;
    private readonly TimeProvider clock;

    /// <summary>By owner.</summary>
    private readonly OwnedRows<NetworkInterfaceRecord> interfaces;
    private readonly HashSet<uint> taken = [];
    private SubnetRecord? subnet;
    private VpcRecord? vpc;
    private uint? last;

    /// <summary>A deletion takes milliseconds; one whose answer was lost must not keep the subnet shut for ever.</summary>
    private static readonly TimeSpan ClosingMax = TimeSpan.FromMinutes(2);

    /// <summary>When each began who would delete the subnet; each either deletes it or opens it again.</summary>
    private readonly List<DateTimeOffset> closings = [];

    public SubnetGrain(IStore store, IGrainFactory grains, IIdSource ids, TimeProvider clock)
    {
        (this.store, this.grains, this.ids, this.clock) = (store, grains, ids, clock);
        interfaces = new(store, NetworkKinds.Interface, i => i.Owner, i => i.InterfaceId, DeactivateOnIdle) { Published = Published, Dropped = Dropped, TakenBack = CountTaken };
    }

    private SubnetRecord Subnet => subnet ?? throw new InvalidOperationException($"Subnet {this.GetPrimaryKeyString()} does not exist.");

    private IPublicPoolGrain Pool => grains.GetGrain<IPublicPoolGrain>(0);

    private bool IsClosed => closings.Exists(since => clock.GetUtcNow() - since < ClosingMax);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        subnet = (await store.Find<SubnetRecord>(NetworkKinds.Subnet, this.GetPrimaryKeyString(), cancellationToken))?.Record;
        if (subnet is null) return;
        vpc = (await store.Find<VpcRecord>(NetworkKinds.Vpc, subnet.VpcId, cancellationToken))?.Record;
        await interfaces.Load("", i => i.SubnetId == subnet.SubnetId, cancellationToken);
        CountTaken();
    }

    public async Task<InterfaceGrant?> Allocate(InterfaceRequest request)
    {
        if (await Known(request.Owner) is { } known) return known;
        if (IsClosed || subnet is null) return null;
        var publicAddress = request.PublicIpv4Address;
        if (request.AssignPublicIp)
        {
            if ((publicAddress = await Pool.Allocate(request.Owner)) is null) return null;

            // The pool was asked meanwhile; the same request may have come twice, and the subnet may be going.
            if (await Known(request.Owner) is { } twin) return twin;
        }

        if (IsClosed || Choose(request.PrivateIpv4Address) is not { } address)
        {
            if (request.AssignPublicIp) await Pool.Free(request.Owner);
            return null;
        }

        taken.Add(address);
        last = address;
        var card = new NetworkInterfaceRecord
        {
            InterfaceId = request.InterfaceId ?? "eni-" + ids.Hex(17),
            AttachmentId = request.AttachmentId,
            VpcId = Subnet.VpcId,
            SubnetId = Subnet.SubnetId,
            AvailabilityZone = Subnet.AvailabilityZone,
            MacAddress = SubnetAddresses.Mac(address),
            PrivateIpv4Address = Cidr.Text(address),
            PublicIpv4Address = publicAddress,
            SecurityGroupIds = request.SecurityGroupIds,
            Owner = request.Owner,
            Description = request.Description ?? request.Owner.Replace(":task/", ":attachment/", StringComparison.Ordinal),
            AttachedAt = clock.GetUtcNow(),
            Use = request.Use,
            Tags = request.Tags,
        };
        try
        {
            await interfaces.Set(card);
        }
        catch (Exception failure) when (request.AssignPublicIp && OwnedRows<NetworkInterfaceRecord>.IsNothingWritten(failure))
        {
            await Pool.Free(request.Owner);
            throw;
        }

        return new(card, Subnet, vpc!);
    }

    public async Task Free(string owner)
    {
        if (interfaces.Find(owner) is not null) await interfaces.Remove(owner);
        else await interfaces.Settled(owner);

        // Also when the interface is gone already: the pool may have missed it the first time.
        await Pool.Free(owner);
    }

    public async Task<bool> Change(InterfaceChange change)
    {
        if (interfaces.Find(change.Owner) is not { } card) return false;
        await interfaces.Set(card with
        {
            SecurityGroupIds = change.SecurityGroupIds ?? card.SecurityGroupIds,
            Description = change.Description ?? card.Description,
            Tags = change.Tags ?? card.Tags,
        });
        return true;
    }

    public async Task<bool> Close()
    {
        if (taken.Count > 0) return false;
        var since = clock.GetUtcNow();
        closings.Add(since);
        try
        {
            foreach (var card in interfaces.All.ToList()) await interfaces.Settled(card.Owner);
            return true;
        }
        catch
        {
            closings.Remove(since);
            throw;
        }
    }

    public async Task Reopen()
    {
        // Of two who would delete it one was refused, perhaps because the other had done it.
        if (await store.Get(NetworkKinds.Subnet, this.GetPrimaryKeyString()) is not null && closings.Count > 0) closings.RemoveAt(0);
    }

    public Task<int> Available() => Task.FromResult(subnet is null ? 0 : SubnetAddresses.Available(Cidr.Parse(subnet.CidrBlock), taken.Count));

    private uint? Choose(string? wished)
    {
        if (wished is null) return SubnetAddresses.Choose(Subnet.Block, taken, last);
        var address = Cidr.ParseAddress(wished);
        return SubnetAddresses.MayBeGiven(Subnet.Block, address) && !taken.Contains(address) ? address : null;
    }

    private async Task<InterfaceGrant?> Known(string owner)
    {
        if (interfaces.Find(owner) is not { } known) return null;
        await interfaces.Settled(owner);
        return new(known, Subnet, vpc!);
    }

    /// <summary>An address is free for others once that is on disk.</summary>
    private void Published(NetworkInterfaceRecord? old, NetworkInterfaceRecord? card)
    {
        if (card is null && old is not null) taken.Remove(Cidr.ParseAddress(old.PrivateIpv4Address));
    }

    private void Dropped(NetworkInterfaceRecord card) => taken.Remove(Cidr.ParseAddress(card.PrivateIpv4Address));

    private void CountTaken()
    {
        taken.Clear();
        taken.UnionWith(interfaces.All.Select(i => Cidr.ParseAddress(i.PrivateIpv4Address)));
    }
}
