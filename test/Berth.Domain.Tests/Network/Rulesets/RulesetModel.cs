using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rulesets;

/// <summary>Plays a compiled ruleset as a router does, for packets that begin connections and for those that answer them.</summary>
internal sealed class RulesetModel(Ruleset rules)
{
    /// <returns>Where the connection leaves; null when it, or what answers it, is dropped.</returns>
    public int? Begin(AttachedCard sender, Flow flow)
    {
        var card = rules.Cards.First(c => c.Link == sender.Link);
        var exit = rules.Routes.First(r => r.Number == card.RouteMap).Ranges.FirstOrDefault(r => flow.Destination >= r.First && flow.Destination <= r.Last).Exit;
        if (!AclLets(card.Acl, isOut: true, flow.Destination, flow) || !GroupsAdmit(card.Combination, isOut: true, flow.Destination, flow)) return null;
        return exit switch
        {
            RouteExit.None => null,
            RouteExit.Local => Local(card, flow) ? exit : null,
            RouteExit.Internet when card.PublicAddress is null => null,
            RouteExit.Internet or RouteExit.Gateway => AclLets(card.Acl, isOut: false, flow.Destination, flow.Reply()) ? exit : null,
            _ => ByNat(rules.NatExits.First(n => n.Mark == exit), card, flow) ? exit : null,
        };
    }

    private bool Local(CardRules sender, Flow flow)
    {
        if (rules.Endpoints.FirstOrDefault(e => e.Address == flow.Destination) is { } endpoint)
        {
            return flow is { Protocol: Protocols.Tcp, DestinationPort: PublicServices.Port } && AclLets(endpoint.Acl, isOut: false, flow.Source, flow) &&
                GroupsAdmit(endpoint.Combination, isOut: false, flow.Source, flow) && AclLets(endpoint.Acl, isOut: true, flow.Source, flow.Reply()) && AclLets(sender.Acl, isOut: false, flow.Destination, flow.Reply());
        }

        return rules.Cards.FirstOrDefault(c => c.Address == flow.Destination) is { } receiver && AclLets(receiver.Acl, isOut: false, flow.Source, flow) &&
            GroupsAdmit(receiver.Combination, isOut: false, flow.Source, flow) && AclLets(receiver.Acl, isOut: true, flow.Source, flow.Reply()) && AclLets(sender.Acl, isOut: false, flow.Destination, flow.Reply());
    }

    private bool ByNat(NatExit nat, CardRules sender, Flow flow) =>
        AclLets(nat.Acl, isOut: false, flow.Source, flow) && AclLets(nat.Acl, isOut: true, flow.Destination, flow) && AclLets(nat.Acl, isOut: false, flow.Destination, flow.Reply()) &&
        AclLets(nat.Acl, isOut: true, flow.Source, flow.Reply()) && AclLets(sender.Acl, isOut: false, flow.Destination, flow.Reply());

    private bool AclLets(int? number, bool isOut, uint other, Flow flow)
    {
        if (number is null) return true;
        var acl = rules.Acls.First(a => a.Number == number);
        if (acl.Subnet.Contains(other)) return true;
        return (isOut ? acl.Out : acl.In).FirstOrDefault(m => m.Range.Contains(other) && m.Ports.Matches(flow.Protocol, flow.DestinationPort))?.Allows ?? false;
    }

    private bool GroupsAdmit(int combination, bool isOut, uint other, Flow flow)
    {
        var ids = rules.Combinations.First(c => c.Number == combination).GroupIds;
        return rules.Groups.Where(g => ids.Contains(g.GroupId)).SelectMany(g => isOut ? g.Out : g.In).Any(m =>
            m.Ports.Matches(flow.Protocol, flow.DestinationPort) && (m.GroupId is { } id ? rules.Members[id].Contains(other) : m.Ranges.Any(r => r.Contains(other))));
    }
}
