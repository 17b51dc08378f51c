using Berth.Domain.Network;
using CsCheck;

namespace Berth.Domain.Tests.Network.Rulesets;

/// <summary>A VPC with everything that decides about packets, interfaces in it, and one packet.</summary>
internal sealed record RandomNetwork(VpcSnapshot Vpc, IReadOnlyList<AttachedCard> Cards, AttachedCard Sender, Flow Flow);

/// <summary>Small worlds in which things meet: three subnets, three tables, four groups, few addresses and ports.</summary>
internal static class RandomVpcs
{
    private static readonly Cidr[] Blocks = [Cidr.Parse("10.0.0.0/24"), Cidr.Parse("10.0.1.0/24"), Cidr.Parse("10.0.2.0/24")];
    private static readonly string[] Groups = ["sg-a", "sg-b", "sg-c", "sg-d"];
    private static readonly Cidr[] Ranges = [new(0, 0), Cidr.Parse("10.0.0.0/16"), .. Blocks, Cidr.Parse("10.0.1.4/32"), Cidr.Parse("198.18.0.0/26"), Cidr.Parse("8.8.0.0/16"), Cidr.Parse("8.8.8.8/32")];
    private static readonly (string, int, int)[] Ports = [("-1", -1, -1), ("tcp", 0, 65535), ("tcp", 443, 443), ("tcp", 80, 90), ("udp", 0, 65535), ("udp", 53, 53), ("icmp", -1, -1), ("icmp", 8, -1), ("50", -1, -1)];

    private static readonly Gen<Cidr> Range = Pick(Ranges);

    private static Gen<IReadOnlyList<string>> SomeGroups => Pick(Groups).Array[1, 3].Select(g => (IReadOnlyList<string>)[.. g.Distinct()]);

    private static Gen<GroupRuleSnapshot> Rule => Gen.Select(Gen.Bool, Pick(Ports), Range, Pick(Groups), Gen.Bool, (egress, ports, range, group, names) =>
        new GroupRuleSnapshot("sgr", egress, ports.Item1, ports.Item2, ports.Item3, names ? [] : [range], names ? group : null));

    private static Gen<AclSnapshot?> Acl(string id) => Gen.Select(Gen.Int[0, 2], Gen.Select(Gen.Bool, Gen.Bool, Pick(Ports), Range).Array[0, 6], (kind, entries) => kind == 0 ? null : new AclSnapshot(id,
    [
        .. entries.Select((e, i) => new AclEntrySnapshot(i + 1, e.Item1, e.Item2, e.Item3.Item1, e.Item3.Item2, e.Item3.Item3, e.Item4)),
        .. kind == 1 ? new[] { true, false }.Select(egress => new AclEntrySnapshot(100, egress, true, "-1", -1, -1, new Cidr(0, 0))) : [],
    ]));

    private static Gen<RouteTableSnapshot> Table(string id) => Gen.Select(Range, Pick(RouteTarget.InternetGateway, RouteTarget.NatGateway, RouteTarget.GatewayEndpoint, RouteTarget.Blackhole), Gen.Bool, (range, target, listed) =>
            new RouteSnapshot(range, target, target == RouteTarget.NatGateway ? "nat-1" : "gateway", listed ? "pl-1" : null)).Array[0, 4]
        .Select(routes => new RouteTableSnapshot(id, [new(Cidr.Parse("10.0.0.0/16"), RouteTarget.Local, "local"), .. routes.Where(r => r.Destination.PrefixLength < 16 || !Cidr.Parse("10.0.0.0/16").Contains(r.Destination.First))]));

    private static Gen<AttachedCard> Card(int number) => Gen.Select(Gen.Int[0, 2], Gen.Bool, SomeGroups, (subnet, isPublic, groups) =>
        new AttachedCard($"e{number}", $"subnet-{subnet}", Blocks[subnet].First + 4 + (uint)number, isPublic ? Cidr.ParseAddress("198.18.0.100") + (uint)number : null, groups));

    private static Gen<T> Pick<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    public static Gen<RandomNetwork> Any => Gen.Select(
        Gen.Select(Table("rtb-0"), Table("rtb-1"), Table("rtb-2")), Gen.Select(Acl("acl-0"), Acl("acl-1"), Acl("acl-2")), Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2]),
        Rule.Array[0, 5].Array[4], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], SomeGroups, Gen.Bool, Gen.Bool), Gen.Select(Card(0), Card(1), Card(2), Card(3)), Packet,
        (tables, acls, tableOf, rules, fixtures, cards, packet) => Make([tables.Item1, tables.Item2, tables.Item3], [acls.Item1, acls.Item2, acls.Item3], [tableOf.Item1, tableOf.Item2, tableOf.Item3], rules, fixtures, [cards.Item1, cards.Item2, cards.Item3, cards.Item4], packet));

    private static Gen<(int Sender, int To, int Protocol, int Port)> Packet =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 8], Pick(Protocols.Tcp, Protocols.Tcp, Protocols.Udp, Protocols.Icmp, 50), Pick(443, 80, 53, 8, 5000));

    private static RandomNetwork Make(
        RouteTableSnapshot[] tables, AclSnapshot?[] acls, int[] tableOf, GroupRuleSnapshot[][] rules, (int NatSubnet, int EndpointSubnet, IReadOnlyList<string> EndpointGroups, bool HasNat, bool HasGateway) fixtures,
        AttachedCard[] cards, (int Sender, int To, int Protocol, int Port) packet)
    {
        var endpoint = Blocks[fixtures.EndpointSubnet].First + 100;
        var vpc = new VpcSnapshot("vpc-1", 1, Cidr.Parse("10.0.0.0/16"))
        {
            InternetGatewayId = fixtures.HasGateway ? "igw-1" : null,
            Subnets = [.. Blocks.Select((b, i) => new SubnetSnapshot($"subnet-{i}", b, "ap-northeast-1a", $"rtb-{tableOf[i]}", acls[i]?.AclId))],
            RouteTables = tables,
            SecurityGroups = [.. Groups.Select((g, i) => new SecurityGroupSnapshot(g, rules[i]))],
            Acls = [.. acls.OfType<AclSnapshot>()],
            NatGateways = fixtures.HasNat ? [new("nat-1", $"subnet-{fixtures.NatSubnet}", Blocks[fixtures.NatSubnet].First + 50, Cidr.ParseAddress("198.18.0.200"))] : [],
            Endpoints = [new("vpce-1", PublicServices.Logs, true, [new($"subnet-{fixtures.EndpointSubnet}", "ap-northeast-1a", endpoint)], fixtures.EndpointGroups)],
            Cards = [new("eni-e", $"subnet-{fixtures.EndpointSubnet}", endpoint, null, fixtures.EndpointGroups)],
        };
        var sender = cards[packet.Sender];
        uint[] targets = [.. cards.Where(c => c != sender).Select(c => c.Address), endpoint, endpoint, Cidr.ParseAddress("198.18.0.4"), Cidr.ParseAddress("8.8.8.8"), Cidr.ParseAddress("8.8.4.4"), Cidr.ParseAddress("10.0.9.9")];
        var (source, port) = packet.Protocol switch { Protocols.Icmp => (0, 8), Protocols.Tcp or Protocols.Udp => (40000, packet.Port), _ => (0, 0) };
        return new(vpc, cards, sender, new(sender.Address, targets[packet.To], packet.Protocol, source, port));
    }
}
