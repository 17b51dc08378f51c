using System.Globalization;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>
/// A VPC's router on this node: a namespace into which every task's interface leads, each a /32 with proxy ARP, so that every packet passes here. An uplink joins it to the
/// machine; public addresses are mapped one to one on it, as an internet gateway does.
/// </summary>
internal sealed class VpcRouter : IDisposable
{
    private const string Uplink = "up0";

    /// <summary>
    /// A packet for the world leaves by the internet gateway only when its sender has a public address; without one it vanishes, as on AWS.
    /// </summary>
    private const string RuleText = """
        add table ip vpc
        add map ip vpc eip_in { type ipv4_addr : ipv4_addr; }
        add map ip vpc eip_out { type ipv4_addr : ipv4_addr; }
        add set ip vpc public_senders { type ipv4_addr; }
        add chain ip vpc arriving { type nat hook prerouting priority dstnat; }
        add chain ip vpc leaving { type nat hook postrouting priority srcnat; }
        add chain ip vpc passing { type filter hook forward priority filter; }
        flush chain ip vpc arriving
        flush chain ip vpc leaving
        flush chain ip vpc passing
        add rule ip vpc arriving iifname "up0" dnat to ip daddr map @eip_in
        add rule ip vpc leaving oifname "up0" snat to ip saddr map @eip_out
        add rule ip vpc passing oifname "up0" ip saddr != @public_senders drop
        """;

    private readonly string pin;
    private readonly Netlink inside;
    private readonly Netlink host;
    private readonly Nftables rules;
    private readonly string uplinkAddress;
    private readonly string uplinkName;

    private VpcRouter(string pin, Netlink inside, Netlink host, Nftables rules, string uplinkAddress, string uplinkName)
    {
        (this.pin, this.inside, this.host, this.rules, this.uplinkAddress, this.uplinkName) = (pin, inside, host, rules, uplinkAddress, uplinkName);
    }

    /// <summary>Finds the router, or makes it.</summary>
    /// <param name="pin">Of its namespace.</param>
    /// <param name="number">Of the VPC on this node, from 0: names the uplink and its addresses.</param>
    public static async Task<VpcRouter> Open(string pin, int number, string vpcCidrBlock, PublicPool pool, BerthInstance berth, Netlink host)
    {
        var uplinkName = UplinkPrefix(berth) + number.ToString(CultureInfo.InvariantCulture);
        var (hostAddress, uplinkAddress) = UplinkAddresses(pool, number);
        var whole = pin + ".json";
        if (!NetworkNamespace.Exists(pin) || !File.Exists(whole))
        {
            // One that a process left half made when it died has no task in it yet.
            if (NetworkNamespace.Exists(pin)) NetworkNamespace.Drop(pin);
            await Make(pin, uplinkName, hostAddress, uplinkAddress, vpcCidrBlock, host);
            KeptFile.Write(whole, new { vpcCidrBlock });
        }

        var rules = await Nftables.Open(pin);
        rules.Run(RuleText);
        return new(pin, await Netlink.Open(pin), host, rules, uplinkAddress, uplinkName);
    }

    /// <summary>Host ends of uplinks; interface names have at most 15 characters.</summary>
    public static string UplinkPrefix(BerthInstance berth) => $"b{berth.Id}u";

    /// <summary>Joins a task's namespace to the router.</summary>
    public async Task Attach(string taskPin, NativeInterface card)
    {
        var link = LinkName(card);
        inside.Remove(link);
        using (var handle = File.OpenHandle(taskPin)) inside.Send(NetlinkRequests.VethPair(link, "eth0", (int)handle.DangerousGetHandle(), card.MacAddress));
        var index = inside.IndexOf(link) ?? throw new InvalidOperationException($"The link {link} vanished.");
        inside.Send(NetlinkRequests.HostRoute(card.PrivateIpv4Address, index), NetlinkRequests.Address(1, card.GatewayAddress, 32));
        await NetworkNamespace.Set(pin, new Dictionary<string, string>
        {
            [$"ipv4/conf/{link}/proxy_arp"] = "1",

            // Only the address that the task was given may come out of its interface.
            [$"ipv4/conf/{link}/rp_filter"] = "1",
        });

        using var task = await Netlink.Open(taskPin);
        var eth0 = task.IndexOf("eth0") ?? throw new InvalidOperationException("eth0 vanished.");
        task.Send(NetlinkRequests.Up(eth0), NetlinkRequests.Address(eth0, card.PrivateIpv4Address, card.PrefixLength), NetlinkRequests.DefaultRoute(card.GatewayAddress, eth0));
        if (card.PublicIpv4Address is { } address) Publish(card.PrivateIpv4Address, address);
    }

    /// <summary>Forgets a task's addresses. Its link goes with its namespace.</summary>
    public void Detach(NativeInterface card)
    {
        if (card.PublicIpv4Address is { } address)
        {
            Try(() => rules.Run($"delete element ip vpc eip_in {{ {address} }}\ndelete element ip vpc eip_out {{ {card.PrivateIpv4Address} }}\ndelete element ip vpc public_senders {{ {card.PrivateIpv4Address} }}"));
            Try(() => host.Send(NetlinkRequests.DeleteHostRoute(address)));
        }

        Try(() => inside.Remove(LinkName(card)));
    }

    public void Dispose()
    {
        inside.Dispose();
        rules.Dispose();
    }

    private void Publish(string privateAddress, string publicAddress)
    {
        Try(() => rules.Run($"delete element ip vpc eip_in {{ {publicAddress} }}"));
        Try(() => rules.Run($"delete element ip vpc eip_out {{ {privateAddress} }}"));
        rules.Run($"add element ip vpc eip_in {{ {publicAddress} : {privateAddress} }}\nadd element ip vpc eip_out {{ {privateAddress} : {publicAddress} }}\nadd element ip vpc public_senders {{ {privateAddress} }}");
        host.Send(NetlinkRequests.HostRouteBy(publicAddress, uplinkAddress, host.IndexOf(uplinkName) ?? throw new InvalidOperationException($"The uplink {uplinkName} vanished.")));
    }

    private static async Task Make(string pin, string uplinkName, string hostAddress, string uplinkAddress, string vpcCidrBlock, Netlink host)
    {
        await NetworkNamespace.Make(pin);
        host.Remove(uplinkName);
        using (var handle = File.OpenHandle(pin)) host.Send(NetlinkRequests.VethPair(uplinkName, Uplink, (int)handle.DangerousGetHandle(), null));
        host.Send(NetlinkRequests.Address(host.IndexOf(uplinkName)!.Value, hostAddress, 30));
        using var inside = await Netlink.Open(pin);
        var index = inside.IndexOf(Uplink)!.Value;
        inside.Send(
            NetlinkRequests.Up(index), NetlinkRequests.Address(index, uplinkAddress, 30), NetlinkRequests.DefaultRoute(hostAddress, index), NetlinkRequests.BlackholeRoute(Cidr.Parse(vpcCidrBlock)));
        await NetworkNamespace.Set(pin, new Dictionary<string, string>
        {
            ["ipv4/ip_forward"] = "1",
            ["ipv4/conf/all/rp_filter"] = "0",
            ["ipv4/conf/default/rp_filter"] = "0",
            ["ipv4/conf/all/send_redirects"] = "0",
            ["ipv4/conf/default/send_redirects"] = "0",
        });
        await NetworkNamespace.Set(null, new Dictionary<string, string> { [$"ipv4/conf/{uplinkName}/rp_filter"] = "0", [$"ipv4/conf/{uplinkName}/send_redirects"] = "0" });
    }

    /// <summary>A /30 of the link-local range for each uplink: the pool's own number picks the block, so that installations on one machine never meet.</summary>
    private static (string Host, string Inside) UplinkAddresses(PublicPool pool, int number)
    {
        var block = (pool.Range.First >> 12) & 15;
        var first = Cidr.ParseAddress("169.254.128.0") + (block * 1024) + (uint)(number * 4);
        return (Cidr.Text(first + 1), Cidr.Text(first + 2));
    }

    private static string LinkName(NativeInterface card) => "e" + card.InterfaceId["eni-".Length..][..12];

    /// <summary>What is gone already need not be removed.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (NativeException)
        {
            // Gone already.
        }
    }
}
