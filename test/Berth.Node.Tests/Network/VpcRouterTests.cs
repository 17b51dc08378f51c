using System.Net;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Node.Native;
using Berth.Node.Network;
using static Berth.Node.Tests.Network.RouterScene;

namespace Berth.Node.Tests.Network;

/// <summary>Real packets through the rules: what groups, routes and ACLs say is what arrives.</summary>
public sealed class VpcRouterTests(RealEngine engine)
{
    private const string Everybody = "0.0.0.0/0";

    [Fact]
    public async Task A_group_blocks_admits_and_blocks_again_a_running_pair()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-client", [Egress(Everybody)]), ("sg-web", []));
        var (client, web) = (await scene.Join("subnet-a", null, "sg-client"), await scene.Join("subnet-a", null, "sg-web"));
        Assert.True(await Misses(client, web, 80));
        await scene.Rules(("sg-client", [Egress(Everybody)]), ("sg-web", [Ingress("tcp", 80, "10.77.0.0/24")]));
        Assert.True(await Reaches(client, web, 80));
        Assert.True(await Misses(client, web, 81));
        await scene.Rules(("sg-client", [Egress("10.99.0.0/16")]), ("sg-web", [Ingress("tcp", 80, Everybody)]));
        Assert.True(await Misses(client, web, 80));
    }

    [Fact]
    public async Task A_rule_that_names_a_group_follows_its_members_across_subnets()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-client", [Egress(Everybody)]), ("sg-other", [Egress(Everybody)]), ("sg-web", [IngressFrom("sg-client")]));
        var web = await scene.Join("subnet-a", null, "sg-web");
        var (client, other) = (await scene.Join("subnet-b", null, "sg-client"), await scene.Join("subnet-b", null, "sg-other"));
        Assert.True(await Reaches(client, web, 8080));
        Assert.True(await Misses(other, web, 8080));
        Assert.True(await Reaches(await scene.Join("subnet-b", null, "sg-other", "sg-client"), web, 8080));
    }

    [Fact]
    public async Task A_tracked_connection_outlives_its_rule_and_an_untracked_one_does_not()
    {
        await using var scene = new RouterScene(engine);
        var (narrow, wide) = (("sg-narrow", new[] { Ingress("tcp", 90, "10.77.0.0/24"), Egress(Everybody) }), ("sg-wide", new[] { Ingress("tcp", 90, Everybody), Egress(Everybody) }));
        await scene.Rules(("sg-client", [Egress(Everybody), Ingress("-1", -1, "10.77.0.0/24")]), narrow, wide);
        var client = await scene.Join("subnet-a", null, "sg-client");
        var (tracked, untracked) = (await Open(scene, client, "sg-narrow"), await Open(scene, client, "sg-wide"));
        Assert.True(await Carries(tracked.Client, tracked.Server));
        Assert.True(await Carries(untracked.Client, untracked.Server));
        await scene.Rules(("sg-client", [Egress(Everybody), Ingress("-1", -1, "10.77.0.0/24")]), ("sg-narrow", [Egress(Everybody)]), ("sg-wide", [Egress(Everybody)]));
        Assert.True(await Carries(tracked.Client, tracked.Server));
        Assert.True(await IsCut(untracked.Client, untracked.Server));
        foreach (var socket in (Socket[])[tracked.Client, tracked.Server, untracked.Client, untracked.Server]) socket.Dispose();
    }

    [Fact]
    public async Task A_subnet_without_a_route_reaches_nothing_outside_and_a_NAT_gateway_mends_it()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-open", [Egress(Everybody), Ingress("-1", -1, Everybody)]));
        var (publicAddress, natAddress) = (engine.NextPublicAddress(), engine.NextPublicAddress());
        var web = await scene.Join("subnet-a", publicAddress, "sg-open");
        var client = await scene.Join("subnet-b", null, "sg-open");
        Assert.True(await Misses(client, web, 80, publicAddress));
        await scene.Become(vpc => vpc with
        {
            NatGateways = [new("nat-1", "subnet-a", Cidr.ParseAddress("10.77.0.200"), Cidr.ParseAddress(natAddress))],
            RouteTables = [vpc.RouteTables[0], vpc.RouteTables[1] with { Routes = [.. vpc.RouteTables[1].Routes, new(new Cidr(0, 0), RouteTarget.NatGateway, "nat-1")] }],
        });
        using var listener = await Listen(web, 80);
        using var connection = await Connects(client, publicAddress, 80);
        Assert.NotNull(connection);
        using var accepted = await listener.AcceptAsync();
        Assert.Equal(natAddress, ((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString());
    }

    [Fact]
    public async Task The_machine_reaches_a_public_address_where_the_group_admits_it_and_no_private_one()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-web", [Ingress("tcp", 80, Everybody), Egress(Everybody)]));
        var address = engine.NextPublicAddress();
        var web = await scene.Join("subnet-a", address, "sg-web");
        using var listener = await Listen(web, 80);
        using var shut = await Listen(web, 81);
        using var connection = await ConnectsFromMachine(address, 80);
        Assert.NotNull(connection);
        using var accepted = await listener.AcceptAsync();
        Assert.Equal(Cidr.Text(engine.Pool.Machine), ((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString());
        Assert.True(await MissesFromMachine(address, 81));
        Assert.DoesNotContain(await File.ReadAllLinesAsync("/proc/net/route"), line => line.Split('\t')[1].EndsWith("4D0A", StringComparison.Ordinal));
        await scene.Become(vpc => vpc with { InternetGatewayId = null });
        Assert.True(await MissesFromMachine(address, 80));
    }

    [Fact]
    public async Task An_ACL_knows_no_connections_its_answers_need_an_entry_of_their_own()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-open", [Egress(Everybody), Ingress("-1", -1, Everybody)]));
        var (client, web, neighbour) = (await scene.Join("subnet-b", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"));
        await Acl(new AclEntrySnapshot(100, false, true, "6", 80, 80, new Cidr(0, 0)));
        Assert.True(await Misses(client, web, 80));
        Assert.True(await Reaches(neighbour, web, 80));
        await Acl(new(100, false, true, "6", 80, 80, new Cidr(0, 0)), new(100, true, true, "6", 1024, 65535, Cidr.Parse("10.77.1.0/24")));
        Assert.True(await Reaches(client, web, 80));
        await Acl(new(90, false, false, "6", 80, 80, Cidr.Parse("10.77.1.0/24")), new(100, false, true, "6", 80, 80, new Cidr(0, 0)), new(100, true, true, "-1", -1, -1, new Cidr(0, 0)));
        Assert.True(await Misses(client, web, 80));

        Task Acl(params AclEntrySnapshot[] entries) => scene.Become(vpc => vpc with { Acls = [new("acl-1", entries)], Subnets = [vpc.Subnets[0] with { AclId = "acl-1" }, vpc.Subnets[1]] });
    }

    [Fact]
    public async Task Two_VPCs_with_one_range_do_not_see_each_other()
    {
        await using var here = new RouterScene(engine);
        await using var there = new RouterScene(engine);
        foreach (var scene in new[] { here, there }) await scene.Rules(("sg-open", [Egress(Everybody), Ingress("-1", -1, Everybody)]));
        var client = await here.Join("subnet-a", null, "sg-open");
        await there.Join("subnet-a", null, "sg-open");
        var web = await there.Join("subnet-a", null, "sg-open");
        Assert.True(await Misses(client, web, 80));
    }

    [Fact]
    public async Task From_inside_a_task_neither_the_node_nor_the_instance_metadata_answers()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-open", [Egress(Everybody), Ingress("-1", -1, Everybody)]));
        var task = await scene.Join("subnet-a", engine.NextPublicAddress(), "sg-open");
        using var node = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        node.Bind(new IPEndPoint(IPAddress.Any, 0));
        node.Listen();
        var port = ((IPEndPoint)node.LocalEndPoint!).Port;
        foreach (var address in MachineAddresses().Append("169.254.169.254")) Assert.True(await Misses(task, address, address == "169.254.169.254" ? 80 : port));
    }

    [Fact]
    public async Task An_address_that_is_not_its_own_takes_a_task_nowhere()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-open", [Egress(Everybody), Ingress("-1", -1, Everybody)]));
        var (forger, web) = (await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"));
        await ShortThread.InNetwork(forger.Pin, () =>
        {
            using var links = Netlink.OpenHere();
            links.Send(NetlinkRequests.Address(links.IndexOf("eth0")!.Value, "10.77.0.250", 24));
            return true;
        });
        using var listener = await Listen(web, 80);
        Assert.True(await Sends(forger.Address));
        Assert.False(await Sends("10.77.0.250"));

        async Task<bool> Sends(string source)
        {
            using var socket = await ShortThread.InNetwork(forger.Pin, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
            try
            {
                await socket.ConnectAsync(IPAddress.Parse(web.Address), 80, patience.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Rules_that_cannot_be_made_leave_the_old_ones_in_force()
    {
        await using var scene = new RouterScene(engine);
        await scene.Rules(("sg-open", [Egress(Everybody), Ingress("-1", -1, Everybody)]));
        var (client, web) = (await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"));
        await scene.Rules(("sg-open", [new("sgr", true, "999", -1, -1, [new Cidr(0, 0)], null)]));
        Assert.True(await Reaches(client, web, 80));
    }

    private static async Task<(Socket Client, Socket Server)> Open(RouterScene scene, Member client, string group)
    {
        var server = await scene.Join("subnet-a", null, group);
        using var listener = await Listen(server, 90);
        var socket = await Connects(client, server.Address, 90) ?? throw new InvalidOperationException("It should connect.");
        return (socket, await listener.AcceptAsync());
    }

    private static IEnumerable<string> MachineAddresses() => System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address).Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)).Select(a => a.ToString()).Take(20);
}
