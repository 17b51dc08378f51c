using System.Net;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Node.Native;
using Berth.Node.Network;
using static Berth.Node.Tests.Network.RouterScene;

namespace Berth.Node.Tests.Network;

/// <summary>What a dead process left must be what the next one is told: no rule, no route, no interface and no connection of before.</summary>
public sealed class NetworkRestartTests
{
    private const string Endpoint = "10.66.0.90";

    [Fact]
    public async Task A_router_whose_description_was_lost_obeys_the_next_one()
    {
        await using var node = await OwnNetwork.Start();
        var (client, web) = (await node.Join(4), await node.Join(5));
        Assert.True(await Reaches(client, web, 80));
        await node.StartAgain(node.LoseDescriptions);
        await node.Describe(vpc => vpc with { SecurityGroups = [] });
        Assert.True(await Misses(client, web, 80));
    }

    [Fact]
    public async Task What_went_while_no_process_was_there_leaves_no_route()
    {
        await using var node = await OwnNetwork.Start();
        await node.Join(4);
        var nat = node.Pool.Range.First + 200;
        await node.Describe(vpc => vpc with
        {
            NatGateways = [new("nat-1", "subnet-1", Cidr.ParseAddress("10.66.0.91"), nat)],
            Endpoints = [new("vpce-1", PublicServices.Logs, true, [new("subnet-1", "ap-northeast-1a", Cidr.ParseAddress(Endpoint))], [])],
        });
        Assert.Contains(nat, HostRoutes.Over(node.Uplink));
        Assert.Contains(Cidr.ParseAddress(Endpoint), await Inside(node));
        await node.StartAgain();
        await node.Describe();
        Assert.Empty(HostRoutes.Over(node.Uplink));
        Assert.Empty(await Inside(node));
    }

    [Fact]
    public async Task A_file_whose_namespace_is_gone_is_no_interface_and_is_swept()
    {
        await using var node = await OwnNetwork.Start();
        var ghost = await node.Join(4);
        await node.StartAgain(() => NetworkNamespace.Drop(ghost.Pin));

        // Its address is another's now, with other groups: two interfaces of one address would be refused whole.
        await node.Describe(vpc => vpc with { SecurityGroups = [.. vpc.SecurityGroups, new("sg-shut", [])] });
        var heir = await node.Join(4, null, "sg-shut");
        Assert.True(File.Exists(ghost.Pin + ".json"));
        await node.Sweep(heir.TaskId);
        Assert.False(File.Exists(ghost.Pin + ".json"));
        Assert.True(NetworkNamespace.Exists(heir.Pin));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the process that gave the address first is gone
    public async Task An_address_that_is_given_again_inherits_no_connection(bool restarts)
    {
        await using var node = await OwnNetwork.Start();
        await node.Describe(vpc => vpc with { SecurityGroups = [.. vpc.SecurityGroups, new("sg-some", [Ingress("udp", 5000, "10.66.0.0/24")]), new("sg-shut", [])] });
        var client = await node.Join(4);
        using var sender = await Udp(client, 6000);
        var first = await node.Join(5, null, "sg-some");
        using (var server = await Udp(first, 5000)) Assert.True(await Arrives(sender, first.Address, server));
        await node.Leave(first);
        if (restarts) await node.StartAgain();
        var heir = await node.Join(5, null, "sg-shut");
        using var shut = await Udp(heir, 5000);
        Assert.False(await Arrives(sender, heir.Address, shut));
    }

    /// <summary>On a machine of a cloud, one of these addresses hands out the machine's own keys.</summary>
    [Fact]
    public async Task A_link_local_address_that_answers_the_machine_does_not_answer_a_task()
    {
        await using var node = await OwnNetwork.Start();
        var task = await node.Join(4, Cidr.Text(node.Pool.Range.First + 201));
        var pin = Path.Combine(Path.GetTempPath(), "berth-linklocal-" + Guid.NewGuid().ToString("N"));
        var link = "bll" + Guid.NewGuid().ToString("N")[..8];
        await NetworkNamespace.Make(pin);
        try
        {
            using var host = await Netlink.Open(null);
            using (var handle = File.OpenHandle(pin)) host.Send(NetlinkRequests.VethPair(link, "eth0", (int)handle.DangerousGetHandle(), null));
            host.Send(NetlinkRequests.Address(host.IndexOf(link)!.Value, "169.254.77.1", 30));
            using var other = await ShortThread.InNetwork(pin, () =>
            {
                using var links = Netlink.OpenHere();
                var index = links.IndexOf("eth0")!.Value;
                links.Send(NetlinkRequests.Up(index), NetlinkRequests.Address(index, "169.254.77.2", 30), NetlinkRequests.DefaultRoute("169.254.77.1", index));
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Any, 80));
                socket.Listen();
                return socket;
            });
            using var machine = await ConnectsFromMachine("169.254.77.2", 80);
            Assert.NotNull(machine);
            Assert.True(await Misses(task, "169.254.77.2", 80));
            host.Remove(link);
        }
        finally
        {
            NetworkNamespace.Drop(pin);
        }
    }

    private static Task<HashSet<uint>> Inside(OwnNetwork node) => ShortThread.InNetwork(node.RouterPin, () => HostRoutes.Over(RulesetText.Uplink));

    private static Task<Socket> Udp(Member member, int port) => ShortThread.InNetwork(member.Pin, () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(member.Address), port));
        return socket;
    });

    private static async Task<bool> Arrives(Socket sender, string address, Socket server)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        await sender.SendToAsync(new byte[] { 1 }, new IPEndPoint(IPAddress.Parse(address), 5000));
        try
        {
            return await server.ReceiveAsync(new byte[1], patience.Token) == 1;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
