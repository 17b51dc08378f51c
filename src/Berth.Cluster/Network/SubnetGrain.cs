using Berth.Contracts.Network;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Cluster.Network;

internal sealed class SubnetGrain(IStore store, IGrainFactory grains, IIdSource ids, TimeProvider clock) : Grain, ISubnetGrain
{
    public const string InterfaceKind = "network-interface";
    public const string SubnetKind = "subnet";
    public const string VpcKind = "vpc";

    private readonly Dictionary<string, Stored<NetworkInterfaceRecord>> interfaces = new(StringComparer.Ordinal);
    private SubnetRecord? subnet;
    private VpcRecord? vpc;
    private uint? last;

    private SubnetRecord Subnet => subnet ?? throw new InvalidOperationException($"Subnet {this.GetPrimaryKeyString()} does not exist.");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        subnet = (await store.Find<SubnetRecord>(SubnetKind, this.GetPrimaryKeyString(), cancellationToken))?.Record;
        if (subnet is null) return;
        vpc = (await store.Find<VpcRecord>(VpcKind, subnet.VpcId, cancellationToken))?.Record;
        foreach (var row in await store.List(InterfaceKind, cancel: cancellationToken))
        {
            var card = RowJson.Read<NetworkInterfaceRecord>(row);
            if (card.SubnetId == subnet.SubnetId) interfaces[card.TaskArn] = new(card, row.Version);
        }
    }

    public async Task<InterfaceGrant?> Allocate(InterfaceRequest request)
    {
        if (interfaces.TryGetValue(request.TaskArn, out var known)) return new(known.Record, Subnet, vpc!);
        var taken = interfaces.Values.Select(i => Cidr.ParseAddress(i.Record.PrivateIpv4Address)).ToHashSet();
        if (SubnetAddresses.Choose(Cidr.Parse(Subnet.CidrBlock), taken, last) is not { } address) return null;
        var pool = grains.GetGrain<IPublicPoolGrain>(0);
        string? publicAddress = null;
        if (request.AssignPublicIp && (publicAddress = await pool.Allocate(request.TaskArn)) is null) return null;

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
        await store.Commit([StoreExtensions.Put(InterfaceKind, card.InterfaceId, 0, card)]);
        interfaces[request.TaskArn] = new(card, 1);
        last = address;
        return new(card, Subnet, vpc!);
    }

    public async Task Free(string taskArn)
    {
        if (!interfaces.TryGetValue(taskArn, out var card)) return;
        await store.Commit([new RowWrite.Delete(InterfaceKind, card.Record.InterfaceId, card.Version)]);
        interfaces.Remove(taskArn);
        if (card.Record.PublicIpv4Address is not null) await grains.GetGrain<IPublicPoolGrain>(0).Free(taskArn);
    }

    public Task<int> Available() => Task.FromResult(subnet is null ? 0 : SubnetAddresses.Available(Cidr.Parse(subnet.CidrBlock), interfaces.Count));
}
