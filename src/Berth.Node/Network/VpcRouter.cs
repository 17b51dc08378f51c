using System.Globalization;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Native;

namespace Berth.Node.Network;

/// <summary>
/// A VPC's router on this node: a namespace into which every task's interface leads, each a /32 with proxy ARP, so that every packet passes here and is judged by one ruleset.
/// An uplink joins it to the machine; public addresses are mapped one to one on it, as an internet gateway does. Not for several callers at once.
/// </summary>
internal sealed class VpcRouter : IDisposable
{
    private readonly string pin;
    private readonly Netlink inside;
    private readonly Netlink host;
    private readonly Nftables rules;
    private readonly PublicPool pool;
    private readonly string uplinkAddress;
    private readonly string uplinkName;
    private readonly CombinationNumbers numbers = new();
    private readonly Dictionary<string, AttachedCard> cards = new(StringComparer.Ordinal);

    /// <summary>Public addresses that the machine sends here.</summary>
    private HashSet<uint> published = [];

    /// <summary>Addresses of endpoints and gateways. Nobody carries them, but their neighbours must find somebody who answers for them.</summary>
    private HashSet<uint> answered = [];
    private VpcSnapshot? vpc;
    private Ruleset? applied;
    private bool whole;

    /// <summary>An earlier process made the router: whoever had an address before may have left connections.</summary>
    private bool found;

    /// <summary>Addresses that somebody had while this process looked after the router.</summary>
    private readonly HashSet<uint> used = [];

    private VpcRouter(string pin, Netlink inside, Netlink host, Nftables rules, PublicPool pool, string uplinkAddress, string uplinkName)
    {
        (this.pin, this.inside, this.host, this.rules, this.pool, this.uplinkAddress, this.uplinkName) = (pin, inside, host, rules, pool, uplinkAddress, uplinkName);
    }

    public bool HasCards => cards.Count > 0;

    private IReadOnlyList<AttachedCard> Cards => [.. cards.Values.OrderBy(c => c.Address)];

    /// <summary>Everything that a description asks for is in force.</summary>
    public bool Obeys(VpcSnapshot vpc) => whole && ReferenceEquals(this.vpc, vpc);

    /// <summary>Finds the router, or makes it.</summary>
    /// <param name="pin">Of its namespace.</param>
    /// <param name="number">Of the VPC on this node, from 0: names the uplink and its addresses.</param>
    /// <param name="carried">Interfaces of tasks that an earlier process attached.</param>
    public static async Task<VpcRouter> Open(string pin, int number, string vpcCidrBlock, PublicPool pool, BerthInstance berth, Netlink host, IEnumerable<NativeInterface> carried)
    {
        var uplinkName = UplinkPrefix(berth) + number.ToString(CultureInfo.InvariantCulture);
        var (outside, within) = UplinkAddresses.Of(pool, number);
        var (hostAddress, uplinkAddress) = (Cidr.Text(outside), Cidr.Text(within));
        var whole = pin + ".json";
        var found = NetworkNamespace.Exists(pin) && File.Exists(whole);
        if (!found)
        {
            // One that a process left half made when it died has no task in it yet.
            if (NetworkNamespace.Exists(pin)) NetworkNamespace.Drop(pin);
            await Make(pin, uplinkName, hostAddress, uplinkAddress, vpcCidrBlock, host);
            KeptFile.Write(whole, new { vpcCidrBlock });
        }

        var router = new VpcRouter(pin, await Netlink.Open(pin), host, await Nftables.Open(pin), pool, uplinkAddress, uplinkName) { found = found };
        foreach (var card in carried) router.cards[card.InterfaceId] = Attached(card);

        // What an earlier process left: the next description says what of it stays.
        router.published = HostRoutes.Over(uplinkName);
        router.answered = await ShortThread.InNetwork(pin, () => HostRoutes.Over(RulesetText.Uplink));
        return router;
    }

    /// <summary>Host ends of uplinks; interface names have at most 15 characters.</summary>
    public static string UplinkPrefix(BerthInstance berth) => $"b{berth.Id}u";

    /// <summary>Makes the router judge by a description of the VPC, in one transaction: there is no moment between the old rules and the new.</summary>
    /// <exception cref="NativeException">The kernel refused it; everything is as it was.</exception>
    public void Apply(VpcSnapshot vpc)
    {
        whole = false;
        var next = RulesetCompiler.Compile(vpc, Cards, pool, numbers);
        rules.Run(RulesetText.Whole(next, vpc, uplinkAddress));
        (this.vpc, applied) = (vpc, next);
        AnswerFor([.. next.Endpoints.Select(e => e.Address), .. vpc.NatGateways.Select(n => n.PrivateAddress)]);
        Publish(PublicAddresses(next));
        whole = true;
    }

    /// <summary>Joins a task's namespace to the router.</summary>
    public async Task Attach(string taskPin, NativeInterface card, VpcSnapshot vpc)
    {
        var link = LinkName(card);
        inside.Remove(link);
        await ForgetPredecessors(card);
        using (var handle = File.OpenHandle(taskPin)) inside.Send(NetlinkRequests.VethPair(link, "eth0", (int)handle.DangerousGetHandle(), card.MacAddress));
        var index = inside.IndexOf(link) ?? throw new InvalidOperationException($"The link {link} vanished.");
        inside.Send(NetlinkRequests.HostRoute(card.PrivateIpv4Address, index), NetlinkRequests.Address(1, card.GatewayAddress, 32));
        await NetworkNamespace.Set(pin, new Dictionary<string, string>
        {
            [$"ipv4/conf/{link}/proxy_arp"] = "1",

            // The kernel waits up to 0.8 s before it answers for another; here nobody else would.
            [$"ipv4/neigh/{link}/proxy_delay"] = "0",

            // Only the address that the task was given may come out of its interface; the rules say so too.
            [$"ipv4/conf/{link}/rp_filter"] = "1",
        });
        Admit(card, vpc);
        using var task = await Netlink.Open(taskPin);
        var eth0 = task.IndexOf("eth0") ?? throw new InvalidOperationException("eth0 vanished.");
        task.Send(NetlinkRequests.Up(eth0), NetlinkRequests.Address(eth0, card.PrivateIpv4Address, card.PrefixLength), NetlinkRequests.DefaultRoute(card.GatewayAddress, eth0));
    }

    /// <summary>Forgets a task's interface. Its link goes with its namespace.</summary>
    public void Detach(NativeInterface card)
    {
        if (cards.Remove(card.InterfaceId) && applied?.Cards.FirstOrDefault(c => c.Link == LinkName(card)) is { } gone)
        {
            // Where the elements cannot be taken away, everything is written anew; and where that fails, too, the scan does it.
            whole &= Try(() => rules.Run(RulesetText.Remove(gone, applied))) || Try(() => Apply(vpc!));
            if (whole) applied = RulesetCompiler.Compile(vpc!, Cards, pool, numbers);
        }

        if (card.PublicIpv4Address is { } address)
        {
            published.Remove(Cidr.ParseAddress(address));
            if (host.IndexOf(uplinkName) is { } uplink) Try(() => host.Send(NetlinkRequests.DeleteHostRoute(address, uplink)));
        }

        Try(() => inside.Remove(LinkName(card)));
    }

    public void Dispose()
    {
        inside.Dispose();
        rules.Dispose();
    }

    /// <summary>Removes the router and what leads to it.</summary>
    public void Remove()
    {
        Publish([]);
        Dispose();
        NetworkNamespace.Drop(pin);
        File.Delete(pin + ".json");
        host.Remove(uplinkName);
    }

    /// <summary>One interface more costs its own elements alone, where everything that they name is there.</summary>
    private void Admit(NativeInterface native, VpcSnapshot now)
    {
        cards[native.InterfaceId] = Attached(native);
        if (vpc is null || applied is null || vpc.Generation != now.Generation)
        {
            Apply(now);
            return;
        }

        var next = RulesetCompiler.Compile(vpc, Cards, pool, numbers);
        var card = next.Cards.FirstOrDefault(c => c.Link == LinkName(native)) ?? throw new InvalidOperationException($"Subnet {native.SubnetId} is not in VPC {native.VpcId}.");
        if (!applied.Combinations.Any(c => c.Number == card.Combination) || applied.Cards.Any(c => c.Link == card.Link) || !Try(() => rules.Run(RulesetText.Add(card, next))))
        {
            Apply(now);
            return;
        }

        applied = next;
        Publish(PublicAddresses(next));
    }

    private static HashSet<uint> PublicAddresses(Ruleset rules) => [.. rules.Cards.Select(c => c.PublicAddress).OfType<uint>(), .. rules.NatExits.Select(n => n.PublicAddress)];

    private async Task ForgetPredecessors(NativeInterface card)
    {
        var attached = Attached(card);
        HashSet<uint> addresses = attached.PublicAddress is { } address ? [attached.Address, address] : [attached.Address];
        var mayHaveLeft = found || used.Overlaps(addresses);
        used.UnionWith(addresses);
        if (mayHaveLeft) await ConnectionTable.Forget(pin, addresses);
    }

    /// <summary>The machine sends these addresses here, and no others any more.</summary>
    private void Publish(HashSet<uint> addresses)
    {
        if (!published.SetEquals(addresses))
        {
            var uplink = host.IndexOf(uplinkName) ?? throw new InvalidOperationException($"The uplink {uplinkName} vanished.");
            foreach (var gone in published.Except(addresses)) Try(() => host.Send(NetlinkRequests.DeleteHostRoute(Cidr.Text(gone), uplink)));
            foreach (var address in addresses.Except(published)) host.Send(NetlinkRequests.HostRouteBy(Cidr.Text(address), uplinkAddress, uplink));
        }

        published = addresses;
    }

    /// <summary>A route over the uplink is what makes the router answer ARP for an address; packets to it are rewritten, or dropped, before they would take it.</summary>
    private void AnswerFor(HashSet<uint> addresses)
    {
        if (answered.SetEquals(addresses)) return;
        var uplink = inside.IndexOf(RulesetText.Uplink) ?? throw new InvalidOperationException("The router has no uplink.");
        foreach (var gone in answered.Except(addresses)) Try(() => inside.Send(NetlinkRequests.DeleteHostRoute(Cidr.Text(gone), uplink)));
        foreach (var added in addresses.Except(answered)) inside.Send(NetlinkRequests.HostRoute(Cidr.Text(added), uplink));
        answered = addresses;
    }

    private static async Task Make(string pin, string uplinkName, string hostAddress, string uplinkAddress, string vpcCidrBlock, Netlink host)
    {
        await NetworkNamespace.Make(pin);
        host.Remove(uplinkName);
        await NetworkNamespace.Set(pin, new Dictionary<string, string>
        {
            ["ipv4/ip_forward"] = "1",
            ["ipv4/conf/all/rp_filter"] = "0",
            ["ipv4/conf/default/rp_filter"] = "0",
            ["ipv4/conf/all/send_redirects"] = "0",
            ["ipv4/conf/default/send_redirects"] = "0",

            // Rules are about IPv4; nothing may pass them by.
            ["ipv6/conf/all/disable_ipv6"] = "1",
            ["ipv6/conf/default/disable_ipv6"] = "1",
        });
        using (var handle = File.OpenHandle(pin)) host.Send(NetlinkRequests.VethPair(uplinkName, RulesetText.Uplink, (int)handle.DangerousGetHandle(), null));
        host.Send(NetlinkRequests.Address(host.IndexOf(uplinkName)!.Value, hostAddress, 30));
        using var inside = await Netlink.Open(pin);
        var index = inside.IndexOf(RulesetText.Uplink)!.Value;
        inside.Send(
            NetlinkRequests.Up(index), NetlinkRequests.Address(index, uplinkAddress, 30), NetlinkRequests.DefaultRoute(hostAddress, index), NetlinkRequests.BlackholeRoute(Cidr.Parse(vpcCidrBlock)));
        await NetworkNamespace.Set(null, new Dictionary<string, string> { [$"ipv4/conf/{uplinkName}/rp_filter"] = "0", [$"ipv4/conf/{uplinkName}/send_redirects"] = "0" });
    }

    private static AttachedCard Attached(NativeInterface card) => new(
        LinkName(card), card.SubnetId, Cidr.ParseAddress(card.PrivateIpv4Address), card.PublicIpv4Address is { } address ? Cidr.ParseAddress(address) : null, card.SecurityGroupIds);

    private static string LinkName(NativeInterface card) => "e" + card.InterfaceId["eni-".Length..][..12];

    /// <returns>False when the kernel refused: what is gone already need not be removed.</returns>
    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (NativeException)
        {
            return false;
        }
    }
}
