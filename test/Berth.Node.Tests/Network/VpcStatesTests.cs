using System.Text.Json;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Network;
using Berth.Testing.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Network;

public sealed class VpcStatesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-vpcs-").FullName;

    private static readonly VpcSnapshot Vpc = new("vpc-1", 7, Cidr.Parse("10.0.0.0/16"))
    {
        DnsSupport = false,
        NameServers = ["192.0.2.1"],
        DomainName = "corp.example",
        InternetGatewayId = "igw-1",
        Subnets = [new("subnet-1", Cidr.Parse("10.0.1.0/24"), "ap-northeast-1a", "rtb-1", null)],
        RouteTables = [new("rtb-1", [new(Cidr.Parse("0.0.0.0/0"), RouteTarget.NatGateway, "nat-1"), new(Cidr.Parse("198.18.0.4/32"), RouteTarget.GatewayEndpoint, "vpce-1", "pl-1")])],
        SecurityGroups = [new("sg-1", [new("sgr-1", IsEgress: true, "tcp", 443, 443, [Cidr.Parse("10.0.0.0/8")], null)])],
        Acls = [new("acl-1", [new(100, IsEgress: false, Allows: true, "-1", -1, -1, Cidr.Parse("0.0.0.0/0"))])],
        NatGateways = [new("nat-1", "subnet-1", 1, uint.MaxValue)],
        Endpoints = [new("vpce-2", "ecr.api", PrivateDns: true, [new("subnet-1", "ap-northeast-1a", 2)], ["sg-1"])],
        Cards = [new("eni-1", "subnet-1", 3, null, ["sg-1"])],
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_node_that_starts_again_knows_what_it_knew()
    {
        New().Set(Vpc);
        Assert.Equal(JsonSerializer.Serialize(Vpc), JsonSerializer.Serialize(New().Find("vpc-1")));
    }

    [Fact]
    public void What_is_older_changes_neither_memory_nor_disk()
    {
        var states = New();
        states.Set(Vpc);
        Assert.False(states.Set(Vpc with { Generation = 6, DomainName = "old" }));
        Assert.True(states.Set(Vpc with { DomainName = "same" }));
        Assert.Equal(("same", "same"), (states.Find("vpc-1")!.DomainName, New().Find("vpc-1")!.DomainName));
    }

    [Fact]
    public void A_vpc_that_is_gone_is_gone_after_a_restart_too()
    {
        var states = New();
        states.Remove("vpc-1");
        states.Set(Vpc);
        states.Remove("vpc-1");
        Assert.Null(states.Find("vpc-1"));
        Assert.Null(New().Find("vpc-1"));
    }

    [Fact]
    public void What_cannot_be_kept_is_known_all_the_same()
    {
        // No folder can be made where a file is.
        Directory.CreateDirectory(Path.Combine(folder, "node"));
        File.WriteAllText(Path.Combine(folder, "node", "vpcs"), "");
        var states = New();
        Assert.True(states.Set(Vpc));
        Assert.Same(Vpc, states.Find("vpc-1"));
        states.Remove("vpc-1");
    }

    [Theory]
    [InlineData("vpc-1", "{")]
    [InlineData("vpc-1", "null")]
    [InlineData("vpc-1", """{"vpcId":"vpc-2","generation":1,"block":{"first":0,"prefixLength":8}}""")] // another's
    [InlineData("vpc-1", """{"vpcId":"vpc-1","generation":1,"block":{"first":0,"prefixLength":8},"subnets":[{"subnetId":"subnet-1"}]}""")] // of a form to come, or gone
    public void A_file_that_makes_no_sense_is_none(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, "node", "vpcs"));
        File.WriteAllText(Path.Combine(folder, "node", "vpcs", name + ".json"), text);
        Assert.Null(New().Find("vpc-1"));
        Assert.Null(New().Find("vpc-2"));
    }

    [Fact]
    public async Task Who_waits_for_a_generation_gets_it_and_not_an_older_one()
    {
        var states = New();
        var waits = states.Await("vpc-1", 8, CancellationToken.None);
        states.Set(Vpc);
        Assert.False(waits.IsCompleted);
        states.Set(Vpc with { Generation = 9 });
        Assert.Equal(9, (await waits.WaitAsync(TimeSpan.FromSeconds(30))).Generation);
        Assert.Equal(9, (await states.Await("vpc-1", 8, CancellationToken.None)).Generation);
    }

    [Fact]
    public async Task A_message_tells_what_changed_and_what_is_gone()
    {
        var (states, gone) = (New(), new List<string>());
        states.Removed += gone.Add;
        Assert.True(states.Receive(7, ["vpc-1", "vpc-2"], [Vpc, Vpc with { VpcId = "vpc-2" }]));

        // Vpc-1 is as it was, hence known as of 9 too.
        Assert.True(states.Receive(9, ["vpc-1"], []));
        Assert.Same(Vpc, await states.Await("vpc-1", 9, CancellationToken.None));
        Assert.False(states.Receive(8, ["vpc-2"], [Vpc with { VpcId = "vpc-2", Generation = 8 }]));
        Assert.Equal(["vpc-2"], gone);
        Assert.Null(states.Find("vpc-2"));
        Assert.Null(New().Find("vpc-2"));
        Assert.NotNull(New().Find("vpc-1"));
    }

    [Fact]
    public void Of_a_vpc_that_nobody_described_an_interface_tells_enough()
    {
        var card = SampleOrders.Interface("172.31", 4);
        Assert.Equal(["search ap-northeast-1.compute.internal", "nameserver 172.31.0.2"], NameSettings.Of(New().Of(card, "ap-northeast-1")).ResolvConf);
    }

    private VpcStates New() => new(
        new BerthInstance { Id = "abc123", DataDirectory = folder, RunDirectory = folder, Scope = AwsScope.Default, AvailabilityZones = [], Port = 1 }, NullLogger<VpcStates>.Instance);
}
