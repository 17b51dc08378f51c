using Berth.Contracts.Network;
using Berth.Domain.Network;
using Berth.Storage;
using Berth.Testing.Stores;
using Berth.Testing.Time;

namespace Berth.Cluster.Tests.Network;

public sealed class NetworkTests : IAsyncLifetime
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync() => berth = await ControlPlane.Start(store, "172.31.0.0/28");

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_nat_gateway_is_available_when_the_change_is_answered_and_gone_when_its_deletion_is()
    {
        await Change(s => s.With(Gateway(), Nat(), Address()));
        var nat = await Stored("nat-1");
        Assert.Equal((GatewayState.Available, "172.31.0.4"), (nat!.State, nat.PrivateIpv4Address));
        var card = Assert.Single(await NetworkRows.Interfaces(store));
        Assert.Equal(("nat-1", InterfaceUse.NatGateway, "198.18.0.70", nat.InterfaceId), (card.Owner, card.Use, card.PublicIpv4Address, card.InterfaceId));

        await Change(s => s.With(s.Find<NatGatewayRecord>("nat-1")! with { State = GatewayState.Deleting }));
        Assert.Equal(GatewayState.Deleted, (await Stored("nat-1"))!.State);
        Assert.Empty(await NetworkRows.Interfaces(store));
        Assert.Null((await NetworkRows.Read(store)).State.Find<AddressRecord>("eipalloc-1")!.AssociationId);
        Assert.Equal(11, await berth.Subnet.Available());
        berth.Clock.Ahead = TimeSpan.FromHours(1);
        await berth.Network.Changed();
        Assert.Null(await Stored("nat-1"));
    }

    [Fact]
    public async Task It_fails_where_there_is_no_way_out_and_where_there_is_no_address()
    {
        await Change(s => s.With(Nat(), Address()));
        Assert.Equal("Gateway.NotAttached", (await Stored("nat-1"))!.FailureCode);
        for (var i = 0; i < 11; i++) Assert.NotNull(await berth.Subnet.Allocate(new($"task-{i}", "", [], false)));
        await Change(s => s.With(Gateway(), Nat("nat-2"), Address("nat-2")));
        Assert.Equal((GatewayState.Failed, "InsufficientFreeAddressesInSubnet"), ((await Stored("nat-2"))!.State, (await Stored("nat-2"))!.FailureCode));
    }

    [Fact]
    public async Task A_half_made_gateway_goes_on_when_the_server_starts_and_an_interface_of_nobody_is_freed()
    {
        await berth.Subnet.Allocate(new("nat-gone", "", [], false) { Use = InterfaceUse.NatGateway });
        await berth.Subnet.Allocate(new("vpce-gone/subnet-1", "", [], false) { Use = InterfaceUse.Endpoint });
        var rows = await NetworkRows.Read(store);
        await rows.Commit(store, rows.State.With(Gateway(), Nat(), Address()));
        await using var second = await ControlPlane.Start(store);

        // As the hosted service does when the server has started.
        await second.Network.Changed();
        Assert.Equal(GatewayState.Available, (await Stored("nat-1"))!.State);
        Assert.Equal("nat-1", Assert.Single(await NetworkRows.Interfaces(store)).Owner);
    }

    [Fact]
    public async Task An_endpoint_follows_its_row()
    {
        await Change(s => s.With(Endpoint()));
        var endpoint = (await NetworkRows.Read(store)).State.Find<VpcEndpointRecord>("vpce-12345678")!;
        Assert.Equal((GatewayState.Available, "172.31.0.4"), (endpoint.State, Assert.Single(endpoint.Interfaces).PrivateIpv4Address));
        await Change(s => s.With(s.Find<VpcEndpointRecord>("vpce-12345678")! with { SecurityGroupIds = ["sg-2"] }));
        Assert.Equal(["sg-2"], Assert.Single(await NetworkRows.Interfaces(store)).SecurityGroupIds);
        await Change(s => s.With(s.Find<VpcEndpointRecord>("vpce-12345678")! with { State = GatewayState.Deleting }));
        Assert.Empty(await NetworkRows.Interfaces(store));
        Assert.Null((await NetworkRows.Read(store)).State.Find<VpcEndpointRecord>("vpce-12345678"));
    }

    [Fact]
    public async Task Many_calls_at_once_are_each_answered_after_a_pass_that_saw_their_rows()
    {
        await Change(s => s.With(Gateway()));
        await Task.WhenAll(Enumerable.Range(2, 8).Select(async i =>
        {
            for (var done = false; !done;)
            {
                var rows = await NetworkRows.Read(store);
                try
                {
                    await rows.Commit(store, rows.State.With(Nat($"nat-{i}"), Address($"nat-{i}")));
                    done = true;
                }
                catch (StoreConflictException)
                {
                    // Another one was first.
                }
            }

            await berth.Network.Changed();
            Assert.Equal(GatewayState.Available, (await Stored($"nat-{i}"))!.State);
        }));
        Assert.Equal(8, (await NetworkRows.Interfaces(store)).Select(i => i.PrivateIpv4Address).Distinct().Count());
    }

    [Fact]
    public async Task The_scan_carries_out_what_nobody_told_of()
    {
        await berth.Network.Changed();
        var rows = await NetworkRows.Read(store);
        await rows.Commit(store, rows.State.With(Gateway(), Nat(), Address()));
        await Eventually.Become(() => Stored("nat-1"), nat => nat is { State: GatewayState.Available }, store.Changed);
    }

    [Fact]
    public async Task An_interface_changes_and_a_subnet_with_one_does_not_close()
    {
        var grant = await berth.Subnet.Allocate(new("eni-1", "", ["sg-1"], false) { Use = InterfaceUse.Own, InterfaceId = "eni-1", PrivateIpv4Address = "172.31.0.9", Description = "mine" });
        Assert.Equal(("eni-1", "172.31.0.9"), (grant!.Interface.InterfaceId, grant.Interface.PrivateIpv4Address));
        Assert.Null(await berth.Subnet.Allocate(new("eni-2", "", [], false) { PrivateIpv4Address = "172.31.0.9" }));
        Assert.Null(await berth.Subnet.Allocate(new("eni-2", "", [], false) { PrivateIpv4Address = "172.31.0.3" }));
        Assert.True(await berth.Subnet.Change(new("eni-1", ["sg-2"], "ours")));
        Assert.False(await berth.Subnet.Change(new("eni-0")));
        var card = Assert.Single(await NetworkRows.Interfaces(store));
        Assert.Equal(("ours", "sg-2"), (card.Description, Assert.Single(card.SecurityGroupIds)));
        Assert.False(await berth.Subnet.Close());
        await berth.Subnet.Free("eni-1");
        Assert.True(await berth.Subnet.Close());
        Assert.Null(await berth.Subnet.Allocate(new("task", "", [], false)));
        await berth.Subnet.Reopen();
        Assert.NotNull(await berth.Subnet.Allocate(new("task", "", [], false)));
    }

    [Fact]
    public async Task The_pool_keeps_elastic_addresses_and_never_gives_a_reserved_one()
    {
        await Change(s => s.With(Gateway(), Nat(), Address()));
        await store.Commit([StoreExtensions.Put(NetworkKinds.Interface, "eni-old", 0, Card("task-old", "198.18.0.4"))]);
        await using var second = await ControlPlane.Start(store);
        await second.Pool.Free("nat-1");
        var given = new HashSet<string>();
        while (await second.Pool.Allocate($"task-{given.Count}") is { } address) Assert.True(given.Add(address));
        Assert.DoesNotContain("198.18.0.70", given);
        Assert.Equal(4096 - 64 - 1 - 1, given.Count);
        Assert.Equal("198.18.0.4", await second.Pool.Allocate("task-old"));
        Assert.Equal("198.18.0.70", await second.Pool.Allocate("eipalloc-1"));
    }

    private async Task Change(Func<NetworkState, NetworkState> change)
    {
        var rows = await NetworkRows.Read(store);
        await rows.Commit(store, change(rows.State));
        await berth.Network.Changed();
    }

    private async Task<NatGatewayRecord?> Stored(string id) => (await NetworkRows.Read(store)).State.Find<NatGatewayRecord>(id);

    private static InternetGatewayRecord Gateway() => new("igw-1", "vpc-1", NoTags);

    private static NatGatewayRecord Nat(string id = "nat-1", string allocation = "eipalloc-1") => new()
    {
        NatGatewayId = id,
        VpcId = "vpc-1",
        SubnetId = "subnet-1",
        AllocationId = id == "nat-1" ? allocation : "eipalloc-" + id[4..],
        PublicIpv4Address = "198.18.0.70",
        State = GatewayState.Pending,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Tags = NoTags,
    };

    private static AddressRecord Address(string nat = "nat-1") => new("eipalloc-" + nat[4..], "198.18.0.70", "eipassoc-" + nat[4..], null, null, NoTags) { NatGatewayId = nat };

    private static VpcEndpointRecord Endpoint() => new()
    {
        EndpointId = "vpce-12345678",
        VpcId = "vpc-1",
        Type = "Interface",
        ServiceName = "com.amazonaws.ap-northeast-1.logs",
        State = GatewayState.Pending,
        SubnetIds = ["subnet-1"],
        SecurityGroupIds = ["sg-1"],
        CreatedAt = DateTimeOffset.UnixEpoch,
        Tags = NoTags,
    };

    private static NetworkInterfaceRecord Card(string owner, string publicAddress) => new()
    {
        InterfaceId = "eni-old",
        AttachmentId = "",
        VpcId = "vpc-1",
        SubnetId = "subnet-9",
        AvailabilityZone = "ap-northeast-1a",
        MacAddress = "0a:58:ac:1f:00:09",
        PrivateIpv4Address = "172.31.9.9",
        PublicIpv4Address = publicAddress,
        SecurityGroupIds = [],
        Owner = owner,
        Description = "",
    };
}
