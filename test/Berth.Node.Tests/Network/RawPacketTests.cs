using System.Net;
using System.Net.Sockets;
using Berth.Domain.Network;
using Berth.Node.Native;
using static Berth.Node.Tests.Network.RouterScene;

namespace Berth.Node.Tests.Network;

/// <summary>What a container with raw sockets can write does not reach others, nor change what the router believes.</summary>
public sealed class RawPacketTests(RealEngine engine)
{
    private const int Floods = 2000;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_flood_of_ARP_claims_fills_no_table_and_takes_nobodys_address()
    {
        await using var scene = await Scene();
        var (attacker, client, web) = (await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"));
        Assert.True(await Reaches(attacker, client, 80));
        using (var raw = await RawSender.Open(attacker, client))
        {
            for (var i = 0; i < Floods; i++) raw.ClaimByArp(Cidr.ParseAddress("10.77.0.0") + (uint)(i % 250) + 4, attacker.Card.MacAddress);
            raw.ClaimByArp(Cidr.ParseAddress(web.Address), attacker.Card.MacAddress);
        }

        Assert.True(await Reaches(client, web, 80));
        var believed = await ShortThread.InNetwork(Path.Combine(Path.GetDirectoryName(attacker.Pin)!, scene.Vpc.VpcId), () => File.ReadAllLines("/proc/thread-self/net/arp").Skip(1).ToList());
        Assert.True(believed.Count(line => line.Contains(attacker.Card.MacAddress, StringComparison.Ordinal)) <= 1, string.Join('\n', believed));
    }

    [Fact]
    public async Task A_raw_packet_with_anothers_address_goes_nowhere()
    {
        await using var scene = await Scene();
        var (attacker, neighbour, web) = (await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-a", null, "sg-open"), await scene.Join("subnet-b", null, "sg-open"));
        using var server = await ShortThread.InNetwork(web.Pin, () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 5353));
            return socket;
        });
        Assert.True(await Reaches(attacker, neighbour, 80));
        using var raw = await RawSender.Open(attacker, neighbour);
        var target = Cidr.ParseAddress(web.Address);
        raw.SendUdp(Cidr.ParseAddress(attacker.Address), attacker.Card.MacAddress, target, 5353);
        Assert.Equal(attacker.Address, await Sender(server));
        raw.SendUdp(Cidr.ParseAddress(neighbour.Address), attacker.Card.MacAddress, target, 5353);
        raw.SendUdp(Cidr.ParseAddress(neighbour.Address), neighbour.Card.MacAddress, target, 5353);
        Assert.Null(await Sender(server));
    }

    private async Task<RouterScene> Scene()
    {
        var scene = new RouterScene(engine);
        await scene.Rules(("sg-open", [Egress("0.0.0.0/0"), Ingress("-1", -1, "0.0.0.0/0")]));
        return scene;
    }

    /// <returns>Who sent the next packet; null when none comes.</returns>
    private static async Task<string?> Sender(Socket server)
    {
        using var patience = new CancellationTokenSource(Silence);
        try
        {
            return ((IPEndPoint)(await server.ReceiveFromAsync(new byte[16], new IPEndPoint(IPAddress.Any, 0), patience.Token)).RemoteEndPoint).Address.ToString();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
