namespace Berth.Domain.Network;

/// <summary>Makes a router's rules of a VPC's description and of the interfaces that a node carries. Pure: the same input gives the same rules.</summary>
public static class RulesetCompiler
{
    private static readonly int[] Trackable = [Protocols.Tcp, Protocols.Udp];

    /// <param name="numbers">Gives sets of groups their numbers, so that a router need not rename what stays.</param>
    public static Ruleset Compile(VpcSnapshot vpc, IReadOnlyList<AttachedCard> cards, PublicPool pool, CombinationNumbers numbers)
    {
        var natMarks = vpc.NatGateways.Select((nat, i) => (nat, i)).ToDictionary(n => n.nat.NatGatewayId, n => RouteExit.FirstNat + n.i, StringComparer.Ordinal);
        var maps = vpc.RouteTables.Select((table, i) => new RouteMap(i + 1, table.RouteTableId, RouteCompiler.Compile(table, vpc, natMarks))).ToList();
        var mapOf = maps.ToDictionary(m => m.RouteTableId, m => m.Number, StringComparer.Ordinal);
        var acls = Acls(vpc);
        var aclOf = acls.ToDictionary(a => a.SubnetId, a => a.Chain.Number, StringComparer.Ordinal);
        var subnets = vpc.Subnets.ToDictionary(s => s.SubnetId, StringComparer.Ordinal);
        var known = cards.Where(c => subnets.ContainsKey(c.SubnetId)).ToList();
        var sets = known.Select(c => c.GroupIds).Concat(vpc.Endpoints.Select(e => e.GroupIds)).Select(numbers.Of).DistinctBy(n => n.Number).OrderBy(n => n.Number).ToList();
        var groups = vpc.SecurityGroups.ToDictionary(g => g.GroupId, Group, StringComparer.Ordinal);
        var used = sets.SelectMany(s => s.GroupIds).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => groups.GetValueOrDefault(id)).OfType<GroupChain>().ToList();
        return new()
        {
            Routes = maps,
            Cards = [.. known.Select(c => new CardRules(c.Link, c.Address, c.PublicAddress, c.GroupIds, mapOf[subnets[c.SubnetId].RouteTableId], numbers.Of(c.GroupIds).Number, AclOf(c.SubnetId)))],
            Combinations = [.. sets.Select(s => Combine(s.Number, s.GroupIds, groups))],
            Groups = used,
            Members = Members(used, known, vpc),
            Acls = [.. acls.Select(a => a.Chain)],
            NatExits = [.. vpc.NatGateways.Select(n => new NatExit(natMarks[n.NatGatewayId], n.PublicAddress, AclOf(n.SubnetId)))],
            Endpoints = [.. vpc.Endpoints.SelectMany(e => e.Addresses.Select(a => new EndpointRules(a.Address, PublicServices.Address(PublicServices.Find(e.Service), pool), numbers.Of(e.GroupIds).Number, AclOf(a.SubnetId))))],
            HasInternetGateway = vpc.InternetGatewayId is not null,
        };

        int? AclOf(string subnetId) => aclOf.TryGetValue(subnetId, out var number) ? number : null;
    }

    private static GroupChain Group(SecurityGroupSnapshot group) => new(group.GroupId, Matches(group, isEgress: false), Matches(group, isEgress: true));

    private static IReadOnlyList<GroupMatch> Matches(SecurityGroupSnapshot group, bool isEgress) =>
        [.. group.Rules.Where(r => r.IsEgress == isEgress).Select(r => new GroupMatch(PortMatch.Of(r.Protocol, r.FromPort, r.ToPort), r.Ranges, r.GroupId))];

    /// <summary>A connection that a rule for everybody admits is not tracked when a rule for everybody lets everything come back; so it ends with its rule, at once.</summary>
    private static Combination Combine(int number, IReadOnlyList<string> ids, Dictionary<string, GroupChain> groups)
    {
        var chains = ids.Select(id => groups.GetValueOrDefault(id)).OfType<GroupChain>().ToList();
        return new(number, ids, [.. Trackable.Where(p => chains.Exists(c => AdmitsAll(c.In, p)))], [.. Trackable.Where(p => chains.Exists(c => AdmitsAll(c.Out, p)))]);
    }

    private static bool AdmitsAll(IReadOnlyList<GroupMatch> matches, int protocol) =>
        matches.Any(m => m.IsWide && (m.Ports.Protocol == Protocols.All || m.Ports.Protocol == protocol) && m.Ports.AllPorts);

    private static IReadOnlyDictionary<string, IReadOnlyList<uint>> Members(IReadOnlyList<GroupChain> used, IReadOnlyList<AttachedCard> cards, VpcSnapshot vpc)
    {
        var named = used.SelectMany(g => g.In.Concat(g.Out)).Select(m => m.GroupId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var members = named.ToDictionary(id => id, _ => new SortedSet<uint>(), StringComparer.Ordinal);
        foreach (var (address, ids) in cards.Select(c => (c.Address, c.GroupIds)).Concat(vpc.Cards.Select(c => (c.Address, c.GroupIds))))
        {
            foreach (var id in ids)
                if (members.TryGetValue(id, out var set)) set.Add(address);
        }

        return members.ToDictionary(m => m.Key, m => (IReadOnlyList<uint>)[.. m.Value], StringComparer.Ordinal);
    }

    private static List<(string SubnetId, AclChain Chain)> Acls(VpcSnapshot vpc)
    {
        var acls = vpc.Acls.ToDictionary(a => a.AclId, StringComparer.Ordinal);
        return
        [
            .. vpc.Subnets.Where(s => s.AclId is { } id && acls.TryGetValue(id, out var acl) && !LetsAllPass(acl)).Select((s, i) =>
                (s.SubnetId, new AclChain(i + 1, s.AclId!, s.Block, Entries(acls[s.AclId!], isEgress: false), Entries(acls[s.AclId!], isEgress: true)))),
        ];
    }

    private static bool LetsAllPass(AclSnapshot acl) => ((bool[])[true, false]).All(egress =>
        acl.Entries.FirstOrDefault(e => e.IsEgress == egress) is { Allows: true, Protocol: "-1", Range.PrefixLength: 0 });

    private static IReadOnlyList<AclMatch> Entries(AclSnapshot acl, bool isEgress) =>
        [.. acl.Entries.Where(e => e.IsEgress == isEgress).OrderBy(e => e.RuleNumber).Select(e => new AclMatch(e.Allows, PortMatch.Of(e.Protocol, e.FromPort, e.ToPort), e.Range))];
}
