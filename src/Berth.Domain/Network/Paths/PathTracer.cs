namespace Berth.Domain.Network;

/// <summary>
/// Walks the way of a new connection from a task's interface, rule by rule as the documentation says them, and names what stops it. It explains failures, and is the measure that
/// the compiled rules are held to; so it shares nothing with the compiler but the choice of a route. Source: VPC user guide: route tables, security groups, network ACLs.
/// </summary>
/// <param name="cards">Interfaces of the VPC with their groups.</param>
public sealed class PathTracer(VpcSnapshot vpc, IReadOnlyList<AttachedCard> cards)
{
    public PathVerdict Trace(AttachedCard sender, Flow flow)
    {
        var subnet = vpc.Subnets.First(s => s.SubnetId == sender.SubnetId);
        return Denied(subnet, isEgress: true, flow.Destination, flow, answers: false)
            ?? Shut(sender.GroupIds, isEgress: true, flow.Destination, flow, null)
            ?? Route(sender, subnet, flow);
    }

    /// <summary>The way in, from outside, to a public address.</summary>
    public PathVerdict TraceFromOutside(AttachedCard receiver, Flow flow)
    {
        if (vpc.InternetGatewayId is null || receiver.PublicAddress is null) return new PathVerdict.NobodyThere();
        return Deliver(receiver.SubnetId, receiver.GroupIds, null, flow) ?? Denied(SubnetOf(receiver.SubnetId), isEgress: true, flow.Source, flow.Reply(), answers: true) ?? (PathVerdict)new PathVerdict.Passes(RouteExit.Local);
    }

    private PathVerdict Route(AttachedCard sender, SubnetSnapshot subnet, Flow flow)
    {
        var table = vpc.RouteTables.First(t => t.RouteTableId == subnet.RouteTableId);
        var route = RouteCompiler.Choose(table, flow.Destination);
        return route?.Target switch
        {
            null => new PathVerdict.NoRoute(table.RouteTableId),
            RouteTarget.Blackhole => new PathVerdict.DeadRoute(table.RouteTableId, route),
            RouteTarget.Local => Local(subnet, flow),
            RouteTarget.InternetGateway when sender.PublicAddress is null => new PathVerdict.NoPublicAddress(table.RouteTableId, route),
            RouteTarget.InternetGateway => Back(subnet, flow) ?? new PathVerdict.Passes(RouteExit.Internet),
            RouteTarget.GatewayEndpoint => Back(subnet, flow) ?? new PathVerdict.Passes(RouteExit.Gateway),
            RouteTarget.NatGateway => ByNat(table, route, subnet, flow),
            var other => throw new InvalidOperationException($"Unknown target {other}."),
        };
    }

    private PathVerdict Local(SubnetSnapshot from, Flow flow)
    {
        if (vpc.Endpoints.FirstOrDefault(e => e.Addresses.Any(a => a.Address == flow.Destination)) is { } endpoint)
        {
            if (flow is not { Protocol: Protocols.Tcp, DestinationPort: PublicServices.Port }) return new PathVerdict.NobodyThere();
            var subnetId = endpoint.Addresses.First(a => a.Address == flow.Destination).SubnetId;
            return Deliver(subnetId, endpoint.GroupIds, endpoint.EndpointId, flow) ?? Between(SubnetOf(subnetId), from, flow) ?? new PathVerdict.Passes(RouteExit.Local);
        }

        if (cards.FirstOrDefault(c => c.Address == flow.Destination) is not { } receiver) return new PathVerdict.NobodyThere();
        return Deliver(receiver.SubnetId, receiver.GroupIds, null, flow) ?? Between(SubnetOf(receiver.SubnetId), from, flow) ?? new PathVerdict.Passes(RouteExit.Local);
    }

    private PathVerdict ByNat(RouteTableSnapshot table, RouteSnapshot route, SubnetSnapshot from, Flow flow)
    {
        var nat = vpc.NatGateways.FirstOrDefault(n => n.NatGatewayId == route.TargetId);
        if (nat is null) return new PathVerdict.DeadRoute(table.RouteTableId, route);
        var behind = RouteCompiler.TableBehind(nat.NatGatewayId, vpc)!;
        var target = RouteCompiler.Choose(behind, flow.Destination)?.Target;
        if (target == RouteTarget.GatewayEndpoint) return Back(from, flow) ?? new PathVerdict.Passes(RouteExit.Gateway);
        if (target != RouteTarget.InternetGateway) return new PathVerdict.NatHasNoWayOut(table.RouteTableId, route, behind.RouteTableId);
        var home = SubnetOf(nat.SubnetId);
        return (home == from ? null : Denied(home, isEgress: false, flow.Source, flow, answers: false))
            ?? Denied(home, isEgress: true, flow.Destination, flow, answers: false)
            ?? Denied(home, isEgress: false, flow.Destination, flow.Reply(), answers: true)
            ?? (home == from ? null : Denied(home, isEgress: true, flow.Source, flow.Reply(), answers: true))
            ?? Back(from, flow)
            ?? new PathVerdict.Passes(RouteExit.FirstNat + vpc.NatGateways.ToList().IndexOf(nat));
    }

    /// <summary>Into an interface: its subnet's ACL, then its groups.</summary>
    private PathVerdict? Deliver(string subnetId, IReadOnlyList<string> groupIds, string? endpointId, Flow flow) =>
        Denied(SubnetOf(subnetId), isEgress: false, flow.Source, flow, answers: false) ?? Shut(groupIds, isEgress: false, flow.Source, flow, endpointId);

    /// <summary>The answers, out of the receiver's subnet and into the sender's.</summary>
    private PathVerdict? Between(SubnetSnapshot receiver, SubnetSnapshot sender, Flow flow) =>
        receiver == sender ? null : Denied(receiver, isEgress: true, flow.Source, flow.Reply(), answers: true) ?? Denied(sender, isEgress: false, flow.Destination, flow.Reply(), answers: true);

    private PathVerdict? Back(SubnetSnapshot sender, Flow flow) => Denied(sender, isEgress: false, flow.Destination, flow.Reply(), answers: true);

    private SubnetSnapshot SubnetOf(string subnetId) => vpc.Subnets.First(s => s.SubnetId == subnetId);

    /// <param name="other">The end outside the subnet.</param>
    private PathVerdict.AclDenies? Denied(SubnetSnapshot subnet, bool isEgress, uint other, Flow flow, bool answers)
    {
        if (subnet.Block.Contains(other) || vpc.Acls.FirstOrDefault(a => a.AclId == subnet.AclId) is not { } acl) return null;
        foreach (var entry in acl.Entries.Where(e => e.IsEgress == isEgress).OrderBy(e => e.RuleNumber))
        {
            if (!entry.Range.Contains(other) || !PortMatch.Of(entry.Protocol, entry.FromPort, entry.ToPort).Matches(flow.Protocol, flow.DestinationPort)) continue;
            return entry.Allows ? null : new(acl.AclId, isEgress, entry.RuleNumber, answers);
        }

        return new(acl.AclId, isEgress, null, answers);
    }

    private PathVerdict? Shut(IReadOnlyList<string> groupIds, bool isEgress, uint other, Flow flow, string? endpointId)
    {
        var rules = vpc.SecurityGroups.Where(g => groupIds.Contains(g.GroupId)).SelectMany(g => g.Rules).Where(r => r.IsEgress == isEgress);
        if (rules.Any(r => PortMatch.Of(r.Protocol, r.FromPort, r.ToPort).Matches(flow.Protocol, flow.DestinationPort) && Names(r, other))) return null;
        return isEgress ? new PathVerdict.EgressShut(groupIds) : new PathVerdict.IngressShut(groupIds, endpointId);
    }

    private bool Names(GroupRuleSnapshot rule, uint other) => rule.GroupId is { } group
        ? cards.Any(c => c.Address == other && c.GroupIds.Contains(group)) || vpc.Cards.Any(c => c.Address == other && c.GroupIds.Contains(group))
        : rule.Ranges.Any(r => r.Contains(other));
}
