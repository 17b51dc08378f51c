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
    public const string InterfaceKind = "network-interface";
    public const string SubnetKind = "subnet";
    public const string VpcKind = "vpc";

    private readonly IStore store;
    private readonly IGrainFactory grains;
    private readonly IIdSource ids;
    private readonly TimeProvider clock;

    /// <summary>By ARN of the task that has it.</summary>
    private readonly OwnedRows<NetworkInterfaceRecord> interfaces;
    private readonly HashSet<uint> taken = [];
    private SubnetRecord? subnet;
    private VpcRecord? vpc;
    private uint? last;

    public SubnetGrain(IStore store, IGrainFactory grains, IIdSource ids, TimeProvider clock)
    {
        (this.store, this.grains, this.ids, this.clock) = (store, grains, ids, clock);
        interfaces = new(store, InterfaceKind, i => i.TaskArn, i => i.InterfaceId, DeactivateOnIdle) { Published = Published, Dropped = Dropped, TakenBack = CountTaken };
    }

    private SubnetRecord Subnet => subnet ?? throw new InvalidOperationException($"Subnet {this.GetPrimaryKeyString()} does not exist.");

    private IPublicPoolGrain Pool => grains.GetGrain<IPublicPoolGrain>(0);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        subnet = (await store.Find<SubnetRecord>(SubnetKind, this.GetPrimaryKeyString(), cancellationToken))?.Record;
        if (subnet is null) return;
        vpc = (await store.Find<VpcRecord>(VpcKind, subnet.VpcId, cancellationToken))?.Record;
        await interfaces.Load("", i => i.SubnetId == subnet.SubnetId, cancellationToken);
        CountTaken();
    }

    public async Task<InterfaceGrant?> Allocate(InterfaceRequest request)
    {
        if (await Known(request.TaskArn) is { } known) return known;
        string? publicAddress = null;
        if (request.AssignPublicIp)
        {
            if ((publicAddress = await Pool.Allocate(request.TaskArn)) is null) return null;

            // The pool was asked meanwhile; the same request may have come twice.
            if (await Known(request.TaskArn) is { } twin) return twin;
        }

        if (SubnetAddresses.Choose(Cidr.Parse(Subnet.CidrBlock), taken, last) is not { } address)
        {
            if (publicAddress is not null) await Pool.Free(request.TaskArn);
            return null;
        }

        taken.Add(address);
        last = address;
        var card = new NetworkInterfaceRecord
        {
            InterfaceId = "eni-" + ids.Hex(17),
            AttachmentId = request.AttachmentId,
            VpcId = Subnet.VpcId,
            SubnetId = Subnet.SubnetId,
            AvailabilityZone = Subnet.AvailabilityZone,
            MacAddress = SubnetAddresses.Mac(address),
            PrivateIpv4Address = Cidr.Text(address),
            PublicIpv4Address = publicAddress,
            SecurityGroupIds = request.SecurityGroupIds,
            TaskArn = request.TaskArn,
            Description = request.TaskArn.Replace(":task/", ":attachment/", StringComparison.Ordinal),
            AttachedAt = clock.GetUtcNow(),
        };
        try
        {
            await interfaces.Set(card);
        }
        catch (Exception failure) when (publicAddress is not null && OwnedRows<NetworkInterfaceRecord>.IsNothingWritten(failure))
        {
            await Pool.Free(request.TaskArn);
            throw;
        }

        return new(card, Subnet, vpc!);
    }

    public async Task Free(string taskArn)
    {
        if (interfaces.Find(taskArn) is not null) await interfaces.Remove(taskArn);
        else await interfaces.Settled(taskArn);

        // Also when the interface is gone already: the pool may have missed it the first time.
        await Pool.Free(taskArn);
    }

    public Task<int> Available() => Task.FromResult(subnet is null ? 0 : SubnetAddresses.Available(Cidr.Parse(subnet.CidrBlock), taken.Count));

    private async Task<InterfaceGrant?> Known(string taskArn)
    {
        if (interfaces.Find(taskArn) is not { } known) return null;
        await interfaces.Settled(taskArn);
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
