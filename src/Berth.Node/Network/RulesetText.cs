using System.Globalization;
using System.Text;
using Berth.Domain.Network;

namespace Berth.Node.Network;

/// <summary>
/// Writes a router's rules as nftables takes them. Two tables: <c>ip vpc</c> judges packets, <c>arp vpc</c> lets no interface speak for another's address. Marks of packets say
/// where they leave (<see cref="RouteExit"/>); marks of connections say whose groups track them: bit 0 the beginner's, bit 1 the answerer's.
/// </summary>
/// <param name="uplinkAddress">The router's end of the uplink.</param>
internal sealed class RulesetText(Ruleset rules, VpcSnapshot vpc, string uplinkAddress)
{
    public const string Uplink = "up0";
    private const string Begun = "0x1";
    private const string Answered = "0x2";
    private readonly StringBuilder text = new();

    /// <summary>Where the router itself answers: the resolver, the tasks' endpoint. Neither groups nor ACLs filter these. Source: VPC user guide, security groups.</summary>
    private string OwnAddresses => $"{{ {Cidr.Text(vpc.ResolverAddress)}, 169.254.169.253, 169.254.170.2 }}";

    /// <summary>Both tables whole, in place of what was there, in one transaction.</summary>
    public static string Whole(Ruleset rules, VpcSnapshot vpc, string uplinkAddress) => new RulesetText(rules, vpc, uplinkAddress).Write();

    /// <summary>One interface more, when everything that it refers to is there.</summary>
    public static string Add(CardRules card, Ruleset rules) => Elements(card, rules, "add");

    public static string Remove(CardRules card, Ruleset rules) => Elements(card, rules, "delete");

    private string Write()
    {
        foreach (var family in (string[])["ip", "arp"]) Line($"add table {family} vpc").Line($"delete table {family} vpc");
        Line("table ip vpc {");
        Sets();
        foreach (var map in rules.Routes) Line($"chain route_{map.Number} {{ meta mark set ip daddr map @routes_{map.Number}; }}");
        foreach (var group in rules.Groups) Group(group);
        foreach (var combination in rules.Combinations) Combine(combination);
        foreach (var acl in rules.Acls) Acl(acl);
        Hooks();
        Line("}").Line("table arp vpc {");
        Line($"set pinned {{ type ifname . ipv4_addr . ether_addr;{Filled(rules.Cards.Select(ArpPin))} }}");
        Line("chain input { type filter hook input priority filter; policy drop;").Line($"iifname \"{Uplink}\" accept").Line("iifname . arp saddr ip . arp saddr ether @pinned accept").Line("}").Line("}");
        return text.ToString();
    }

    private void Sets()
    {
        Line($"set pinned {{ type ifname . ipv4_addr;{Filled(rules.Cards.Select(Pin))} }}");
        Line($"map table_of {{ type ifname : verdict;{Filled(rules.Cards.Select(TableOf))} }}");
        Line($"map groups_out {{ type ifname : verdict;{Filled(rules.Cards.Select(GroupsOut))} }}");
        Line($"map groups_in {{ type ipv4_addr : verdict;{Filled(rules.Cards.Select(GroupsIn))} }}");
        Line($"map acl_out {{ type ifname : verdict;{Filled(rules.Cards.Where(c => c.Acl is not null).Select(AclOut))} }}");
        Line($"map acl_in {{ type ipv4_addr : verdict;{Filled(rules.Cards.Where(c => c.Acl is not null).Select(AclIn))} }}");
        Line($"set public_senders {{ type ipv4_addr;{Filled(rules.Cards.Where(c => c.PublicAddress is not null).Select(c => Cidr.Text(c.Address)))} }}");
        Line($"map eip_in {{ type ipv4_addr : ipv4_addr;{Filled(rules.Cards.Where(c => c.PublicAddress is not null).Select(EipIn))} }}");
        Line($"map eip_out {{ type ipv4_addr : ipv4_addr;{Filled(rules.Cards.Where(c => c.PublicAddress is not null).Select(EipOut))} }}");
        Line($"map nat_exits {{ type mark : ipv4_addr;{Filled(rules.NatExits.Select(n => $"{n.Mark} : {Cidr.Text(n.PublicAddress)}"))} }}");
        Line($"map endpoints {{ type ipv4_addr . inet_service : ipv4_addr . inet_service;{Filled(rules.Endpoints.Select(e => $"{Cidr.Text(e.Address)} . {PublicServices.Port} : {Cidr.Text(e.ServiceAddress)} . {PublicServices.Port}"))} }}");
        Line($"set endpoint_addresses {{ type ipv4_addr;{Filled(rules.Endpoints.Select(e => Cidr.Text(e.Address)))} }}");
        Line($"map endpoint_groups {{ type ipv4_addr : verdict;{Filled(rules.Endpoints.Select(e => $"{Cidr.Text(e.Address)} : goto in_{e.Combination}"))} }}");
        Line($"map endpoint_acl_in {{ type ipv4_addr : verdict;{Filled(rules.Endpoints.Where(e => e.Acl is not null).Select(e => $"{Cidr.Text(e.Address)} : goto acl_in_{e.Acl}"))} }}");
        Line($"map endpoint_acl_out {{ type ipv4_addr : verdict;{Filled(rules.Endpoints.Where(e => e.Acl is not null).Select(e => $"{Cidr.Text(e.Address)} : goto acl_out_{e.Acl}"))} }}");
        foreach (var map in rules.Routes) Line($"map routes_{map.Number} {{ type ipv4_addr : mark; flags interval;{Filled(map.Ranges.Select(r => $"{Cidr.Text(r.First)}-{Cidr.Text(r.Last)} : {r.Exit}"))} }}");
        foreach (var (group, members) in rules.Members) Line($"set {SetOf(group)} {{ type ipv4_addr;{Filled(members.Select(Cidr.Text))} }}");
    }

    /// <summary>Rules for everybody stand apart too: what they admit may go untracked.</summary>
    private void Group(GroupChain group)
    {
        foreach (var (prefix, matches, other) in new[] { ("sgo", group.Out, "daddr"), ("sgi", group.In, "saddr") })
        {
            Line($"chain {prefix}_{Safe(group.GroupId)} {{");
            foreach (var match in matches) Match(match, other);
            Line("}").Line($"chain {prefix}w_{Safe(group.GroupId)} {{");
            foreach (var match in matches.Where(m => m.IsWide)) Line($"{Ports(match.Ports)}accept");
            Line("}");
        }
    }

    private void Match(GroupMatch match, string other)
    {
        if (match.GroupId is { } group) Line($"{Ports(match.Ports)}ip {other} @{SetOf(group)} accept");
        foreach (var range in match.Ranges) Line($"{Ports(match.Ports)}{Range(range, "ip " + other)}accept");
    }

    private void Combine(Combination set)
    {
        Direction("out", "sgo", set, set.UntrackedOut, Begun, Answered, " meta mark < 16 ip daddr != @endpoint_addresses");
        Direction("in", "sgi", set, set.UntrackedIn, Answered, Begun, "");
    }

    /// <param name="whenBegun">The bit of a connection whose packets go this way and that its other end did not begin.</param>
    /// <param name="only">Where connections may go untracked at all. Source: VPC user guide, automatically tracked connections (NAT gateways, PrivateLink).</param>
    private void Direction(string name, string groups, Combination set, IReadOnlyList<int> untracked, string whenBegun, string whenAnswered, string only)
    {
        var ids = set.GroupIds.Where(id => rules.Groups.Any(g => g.GroupId == id)).Select(Safe).ToList();
        Line($"chain {name}r_{set.Number} {{");
        foreach (var id in ids) Line($"jump {groups}_{id}");
        Line("drop").Line("}").Line($"chain {name}_{set.Number} {{");
        Line($"ct direction original ct mark & {whenBegun} == {whenBegun} ct state established,related accept");
        Line($"ct direction reply ct mark & {whenAnswered} == {whenAnswered} ct state established,related accept");
        Line($"ct direction reply goto {name}r_{set.Number}");
        foreach (var protocol in untracked)
            foreach (var id in ids) Line($"meta l4proto {protocol}{only} jump {groups}w_{id}");

        // Of a new connection alone: one that was let go untracked must not become a tracked one by the packet that is dropped.
        Line($"ct state new ct mark set ct mark | {whenBegun}");
        foreach (var id in ids) Line($"jump {groups}_{id}");
        Line("drop").Line("}");
    }

    private void Acl(AclChain acl)
    {
        Line($"chain acl_out_{acl.Number} {{").Line($"ip daddr {acl.Subnet} accept");
        foreach (var match in acl.Out) Line($"{Ports(match.Ports)}{Range(match.Range, "ip daddr")}{Word(match)}");
        Line("drop").Line("}");

        // What answers may come from a service behind an endpoint: then only the connection knows the address that was called.
        Line($"chain acl_in_{acl.Number} {{").Line($"ct direction original ip saddr {acl.Subnet} accept").Line($"ct direction reply ct original ip daddr {acl.Subnet} accept");
        foreach (var match in acl.In)
        {
            if (match.Range.PrefixLength == 0)
            {
                Line($"{Ports(match.Ports)}{Word(match)}");
                continue;
            }

            Line($"ct direction original {Ports(match.Ports)}ip saddr {match.Range} {Word(match)}");
            Line($"ct direction reply {Ports(match.Ports)}ct original ip daddr {match.Range} {Word(match)}");
        }

        Line("drop").Line("}");
    }

    private void Hooks()
    {
        Line("chain pinning { type filter hook prerouting priority raw; policy accept;").Line($"iifname {{ \"lo\", \"{Uplink}\" }} accept").Line("iifname . ip saddr @pinned accept").Line("drop").Line("}");
        Line("chain routing { type filter hook prerouting priority mangle; policy accept;").Line("iifname vmap @table_of").Line("}");
        foreach (var nat in rules.NatExits.Where(n => n.Acl is not null)) NatAcl(nat);
        Line("chain subnet_leaving { type filter hook prerouting priority -135; policy accept;").Line($"ip daddr {OwnAddresses} accept").Line("iifname vmap @acl_out").Line("}");
        Line("chain groups_leaving { type filter hook prerouting priority -120; policy accept;").Line($"ip daddr {OwnAddresses} accept").Line("iifname vmap @groups_out").Line("}");
        Line("chain endpoint_subnet { type filter hook prerouting priority -115; policy accept;").Line("ct direction original ip daddr vmap @endpoint_acl_in").Line("}");
        Line("chain arriving { type nat hook prerouting priority dstnat; policy accept;");
        if (rules.HasInternetGateway) Line($"iifname \"{Uplink}\" dnat to ip daddr map @eip_in");
        Line($"iifname != \"{Uplink}\" dnat ip addr . port to ip daddr . tcp dport map @endpoints").Line("}");
        Line("set askers { type ipv4_addr; size 65535; flags dynamic,timeout; timeout 1m; }");
        Line("chain input { type filter hook input priority filter; policy drop;").Line("iifname \"lo\" accept");

        // A flood of questions ends here, before it costs the resolver anything; the resolver itself counts too. Source: VPC user guide, DNS quotas.
        Line($"udp dport 53 update @askers {{ ip saddr limit rate over {QueryAllowance.PerSecond}/second burst {QueryAllowance.PerSecond} packets }} drop");
        Line($"iifname != \"{Uplink}\" ip daddr {{ {Cidr.Text(vpc.ResolverAddress)}, 169.254.169.253 }} udp dport 53 accept");
        Line($"iifname != \"{Uplink}\" ip daddr {{ {Cidr.Text(vpc.ResolverAddress)}, 169.254.169.253 }} tcp dport 53 accept");
        Line($"iifname != \"{Uplink}\" ip daddr 169.254.170.2 tcp dport 80 accept").Line("}");
        Line("chain routed { type filter hook forward priority -10; policy accept;");
        Line($"iifname \"{Uplink}\" ct state established,related accept").Line($"iifname \"{Uplink}\" ct status dnat accept").Line($"iifname \"{Uplink}\" drop");

        // Link-local is the machine's own, and its cloud's: instance metadata must never answer a task.
        Line($"oifname \"{Uplink}\" ip daddr 169.254.0.0/16 drop");
        Line($"meta mark {RouteExit.None} drop").Line($"oifname \"{Uplink}\" meta mark {RouteExit.Internet} ip saddr != @public_senders drop").Line($"oifname \"{Uplink}\" meta mark {RouteExit.Local} ip daddr {vpc.Block} drop").Line("}");
        Line("chain subnet_arriving { type filter hook forward priority 5; policy accept;").Line("ip daddr vmap @acl_in").Line("}");
        Line("chain endpoint_answering { type filter hook forward priority 6; policy accept;").Line("ct direction reply ct original ip daddr vmap @endpoint_acl_out").Line("}");
        Line("chain groups_arriving { type filter hook forward priority 10; policy accept;").Line("ct direction original ct original ip daddr vmap @endpoint_groups").Line("ip daddr vmap @groups_in");

        // A link whose interface has no groups here is coming or going: nothing passes unjudged.
        Line($"oifname != \"{Uplink}\" drop").Line("}");
        Line("chain leaving { type nat hook postrouting priority srcnat; policy accept;").Line($"oifname != \"{Uplink}\" accept");
        Line($"meta mark {RouteExit.Internet} snat to ip saddr map @eip_out").Line("snat to meta mark map @nat_exits").Line($"snat to {uplinkAddress}").Line("}");
    }

    /// <summary>What goes through a NAT gateway also enters and leaves the gateway's subnet, and so do the answers.</summary>
    private void NatAcl(NatExit nat)
    {
        var connection = $"0x{nat.Mark:x}00";
        Line($"chain nat_{nat.Mark}_marking {{ type filter hook prerouting priority -145; policy accept;").Line($"meta mark {nat.Mark} ct direction original ct mark set ct mark & 0xff | {connection}").Line("}");
        foreach (var (name, hook, priority, direction, chain) in new[]
        {
            ("in", "prerouting", "-143", "original", "acl_in"), ("out", "prerouting", "-141", "original", "acl_out"), ("back_in", "forward", "2", "reply", "acl_in"), ("back_out", "forward", "3", "reply", "acl_out"),
        })
        {
            Line($"chain nat_{nat.Mark}_{name} {{ type filter hook {hook} priority {priority}; policy accept;").Line($"ct direction {direction} ct mark & 0xffff00 == {connection} goto {chain}_{nat.Acl}").Line("}");
        }
    }

    private static string Elements(CardRules card, Ruleset rules, string verb)
    {
        var lines = new List<string>
        {
            $"{verb} element arp vpc pinned {{ {ArpPin(card)} }}",
            $"{verb} element ip vpc pinned {{ {Pin(card)} }}",
            $"{verb} element ip vpc table_of {{ {TableOf(card)} }}",
            $"{verb} element ip vpc groups_out {{ {GroupsOut(card)} }}",
            $"{verb} element ip vpc groups_in {{ {GroupsIn(card)} }}",
        };
        if (card.Acl is not null) lines.AddRange([$"{verb} element ip vpc acl_out {{ {AclOut(card)} }}", $"{verb} element ip vpc acl_in {{ {AclIn(card)} }}"]);
        if (card.PublicAddress is not null)
            lines.AddRange([$"{verb} element ip vpc public_senders {{ {Cidr.Text(card.Address)} }}", $"{verb} element ip vpc eip_in {{ {EipIn(card)} }}", $"{verb} element ip vpc eip_out {{ {EipOut(card)} }}"]);
        lines.AddRange(card.GroupIds.Distinct(StringComparer.Ordinal).Where(rules.Members.ContainsKey).Select(g => $"{verb} element ip vpc {SetOf(g)} {{ {Cidr.Text(card.Address)} }}"));
        return string.Join('\n', lines);
    }

    private static string Pin(CardRules card) => $"\"{card.Link}\" . {Cidr.Text(card.Address)}";

    private static string ArpPin(CardRules card) => $"\"{card.Link}\" . {Cidr.Text(card.Address)} . {SubnetAddresses.Mac(card.Address)}";

    private static string TableOf(CardRules card) => $"\"{card.Link}\" : goto route_{card.RouteMap}";

    private static string GroupsOut(CardRules card) => $"\"{card.Link}\" : goto out_{card.Combination}";

    private static string GroupsIn(CardRules card) => $"{Cidr.Text(card.Address)} : goto in_{card.Combination}";

    private static string AclOut(CardRules card) => $"\"{card.Link}\" : goto acl_out_{card.Acl}";

    private static string AclIn(CardRules card) => $"{Cidr.Text(card.Address)} : goto acl_in_{card.Acl}";

    private static string EipIn(CardRules card) => $"{Cidr.Text(card.PublicAddress!.Value)} : {Cidr.Text(card.Address)}";

    private static string EipOut(CardRules card) => $"{Cidr.Text(card.Address)} : {Cidr.Text(card.PublicAddress!.Value)}";

    private static string Word(AclMatch match) => match.Allows ? "accept" : "drop";

    private static string Range(Cidr range, string what) => range.PrefixLength == 0 ? "" : $"{what} {range} ";

    private static string Ports(PortMatch ports) => ports switch
    {
        { Protocol: Protocols.All } => "",
        { Protocol: Protocols.Icmp, FromPort: -1 } => "meta l4proto icmp ",
        { Protocol: Protocols.Icmp, ToPort: -1 } => string.Create(CultureInfo.InvariantCulture, $"icmp type {ports.FromPort} "),
        { Protocol: Protocols.Icmp } => string.Create(CultureInfo.InvariantCulture, $"icmp type {ports.FromPort} icmp code {ports.ToPort} "),
        { AllPorts: true } => string.Create(CultureInfo.InvariantCulture, $"meta l4proto {ports.Protocol} "),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(ports.Protocol == Protocols.Tcp ? "tcp" : "udp")} dport {ports.FromPort}-{ports.ToPort} "),
    };

    private static string Filled(IEnumerable<string> elements)
    {
        var joined = string.Join(", ", elements);
        return joined.Length == 0 ? "" : $" elements = {{ {joined} }};";
    }

    /// <summary>Names of sets and chains have no hyphens.</summary>
    private static string Safe(string groupId) => groupId.Replace('-', '_');

    private static string SetOf(string groupId) => "g_" + Safe(groupId);

    private RulesetText Line(string line)
    {
        text.Append(line).Append('\n');
        return this;
    }
}
