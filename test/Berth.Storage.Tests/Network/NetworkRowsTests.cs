using Berth.Domain.Network;
using Berth.Storage;
using Berth.Testing.Stores;

namespace Berth.Storage.Tests.Network;

public sealed class NetworkRowsTests
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();
    private static readonly VpcRecord Vpc = new("vpc-1", "10.0.0.0/16", IsDefault: false, NoTags);
    private static readonly SubnetRecord Subnet = new("subnet-1", "vpc-1", "10.0.0.0/24", "ap-northeast-1a", "apne1-az1", false, false, NoTags);
    private readonly MemoryStore store = new();

    [Fact]
    public async Task What_is_committed_is_read_again_and_the_generation_rises_with_each_change()
    {
        INetworkResource[] all =
        [
            Vpc with { DhcpOptionsId = "dopt-1" },
            Subnet,
            new SecurityGroupRecord("sg-1", "vpc-1", "web", "x", [new("sgr-1", false, "tcp", 80, 80, null, null, "why") { PrefixListId = "pl-1", Tags = new Dictionary<string, string> { ["a"] = "1" } }], NoTags),
            new RouteTableRecord("rtb-1", "vpc-1", true, "rtbassoc-1", [new("10.0.0.0/16", "local"), new("", "") { DestinationPrefixListId = "pl-1", NatGatewayId = "nat-1" }], NoTags, NoTags),
            new InternetGatewayRecord("igw-1", null, NoTags),
            new NatGatewayRecord
            {
                NatGatewayId = "nat-1", VpcId = "vpc-1", SubnetId = "subnet-1", AllocationId = "eipalloc-1", PublicIpv4Address = "198.18.0.70", State = GatewayState.Pending, ClientToken = "t",
                CreatedAt = DateTimeOffset.UnixEpoch, Tags = NoTags,
            },
            new AddressRecord("eipalloc-1", "198.18.0.70", null, null, null, NoTags) { NatGatewayId = "nat-1" },
            new VpcEndpointRecord
            {
                EndpointId = "vpce-1", VpcId = "vpc-1", Type = "Gateway", ServiceName = "com.amazonaws.ap-northeast-1.s3", State = GatewayState.Available, ClientToken = null,
                CreatedAt = DateTimeOffset.UnixEpoch, Tags = NoTags,
            },
            new NetworkAclRecord("acl-1", "vpc-1", true, [new(100, false, true, "-1", -1, -1, "0.0.0.0/0")], new Dictionary<string, string> { ["aclassoc-1"] = "subnet-1" }, NoTags),
            new DhcpOptionsRecord("dopt-1", new Dictionary<string, IReadOnlyList<string>> { ["domain-name"] = ["example.com"] }, NoTags),
            new PrefixListRecord("pl-1", "office", 2, 3, [new("10.0.0.0/8", "why")], NoTags) { ClientToken = "t" },
        ];
        await (await NetworkRows.Read(store)).Commit(store, NetworkState.Empty.With(all));
        var rows = await NetworkRows.Read(store);
        Assert.Equal(1, rows.Generation);
        Assert.Equal(all.Select(Json).Order(StringComparer.Ordinal), rows.State.Resources.Values.Select(Json).Order(StringComparer.Ordinal));

        await rows.Commit(store, rows.State.With(Subnet with { MapPublicIpOnLaunch = true }).Without("igw-1"));
        rows = await NetworkRows.Read(store);
        Assert.Equal(2, rows.Generation);
        Assert.True(rows.State.Find<SubnetRecord>("subnet-1")!.MapPublicIpOnLaunch);
        Assert.Null(rows.State.Find<InternetGatewayRecord>("igw-1"));
    }

    [Fact]
    public async Task Nothing_is_written_when_nothing_differs()
    {
        await (await NetworkRows.Read(store)).Commit(store, NetworkState.Empty.With(Vpc));
        var rows = await NetworkRows.Read(store);
        await rows.Commit(store, rows.State);
        Assert.Equal(1, await NetworkRows.CurrentGeneration(store));
    }

    [Fact]
    public async Task Of_two_who_decided_on_the_same_network_one_decides_again_though_they_touch_different_rows()
    {
        await (await NetworkRows.Read(store)).Commit(store, NetworkState.Empty.With(Vpc));
        var (first, second) = (await NetworkRows.Read(store), await NetworkRows.Read(store));
        await first.Commit(store, first.State.Without("vpc-1"));
        await Assert.ThrowsAsync<StoreConflictException>(() => second.Commit(store, second.State.With(Subnet)));
        Assert.Equal([$"{NetworkRows.GenerationKind}/0"], store.Keys);
    }

    [Fact]
    public async Task Of_two_who_make_the_first_network_one_does()
    {
        var (first, second) = (await NetworkRows.Read(store), await NetworkRows.Read(store));
        await first.Commit(store, first.State.With(Vpc));
        await Assert.ThrowsAsync<StoreConflictException>(() => second.Commit(store, second.State.With(Vpc with { VpcId = "vpc-2" })));
        Assert.Equal(["vpc-1"], (await NetworkRows.Read(store)).State.Resources.Keys);
    }

    /// <summary>By its own type, as its row is written.</summary>
    private static string Json(INetworkResource resource) => System.Text.Json.JsonSerializer.Serialize<object>(resource);
}
