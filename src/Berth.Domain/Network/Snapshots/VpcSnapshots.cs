namespace Berth.Domain.Network;

/// <summary>Makes each VPC's snapshot of the account's network. Pure.</summary>
public static class VpcSnapshots
{
    public static VpcSnapshot Of(NetworkState state, string vpcId, long generation, NetworkWorld world)
    {
        var vpc = state.Find<VpcRecord>(vpcId) ?? throw new InvalidOperationException($"There is no VPC {vpcId}.");
        var options = state.Find<DhcpOptionsRecord>(vpc.DhcpOptionsId)?.Options;
        return new(vpcId, generation, vpc.Block)
        {
            DnsSupport = vpc.EnableDnsSupport,
            NameServers = options?.GetValueOrDefault(DhcpOptionsRecord.NameServers) ?? [],
            DomainName = options?.GetValueOrDefault(DhcpOptionsRecord.DomainName) is [var domain, ..] ? domain : null,
            InternetGatewayId = state.Of<InternetGatewayRecord>().FirstOrDefault(g => g.VpcId == vpcId)?.InternetGatewayId,
            Subnets = [.. state.In<SubnetRecord>(vpcId).Select(s => new SubnetSnapshot(s.SubnetId, s.Block, s.AvailabilityZone, state.TableOf(s).RouteTableId, state.AclOf(s)?.AclId))],
            RouteTables = [.. state.In<RouteTableRecord>(vpcId).Select(t => new RouteTableSnapshot(t.RouteTableId, [.. t.Routes.SelectMany(r => Routes(r, vpcId, state, world))]))],
            SecurityGroups = [.. state.In<SecurityGroupRecord>(vpcId).Select(g => new SecurityGroupSnapshot(g.GroupId, [.. g.Rules.Select(r => Rule(r, state, world))]))],
            Acls = [.. state.In<NetworkAclRecord>(vpcId).Select(Acl)],
            NatGateways = [.. state.In<NatGatewayRecord>(vpcId).Where(n => n is { State: GatewayState.Available, PrivateIpv4Address: not null }).Select(n =>
                new NatGatewaySnapshot(n.NatGatewayId, n.SubnetId, Cidr.ParseAddress(n.PrivateIpv4Address!), Cidr.ParseAddress(n.PublicIpv4Address)))],
            Endpoints = [.. state.In<VpcEndpointRecord>(vpcId).Where(e => e is { IsGateway: false, State: GatewayState.Available }).Select(e => Endpoint(e, world))],
            Cards = [.. world.Interfaces.Where(i => i.VpcId == vpcId && i.Use != InterfaceUse.Task).Select(i => new CardSnapshot(
                i.InterfaceId, i.SubnetId, Cidr.ParseAddress(i.PrivateIpv4Address), i.PublicIpv4Address is { } address ? Cidr.ParseAddress(address) : null, i.SecurityGroupIds))],
        };
    }

    /// <summary>Whether a route leads anywhere at this moment, which is also what DescribeRouteTables shows as its state.</summary>
    public static RouteTarget TargetOf(RouteRecord route, string vpcId, NetworkState state) => route switch
    {
        { IsLocal: true } => RouteTarget.Local,
        { NatGatewayId: { } nat } => state.Find<NatGatewayRecord>(nat) is { State: GatewayState.Available } ? RouteTarget.NatGateway : RouteTarget.Blackhole,
        { GatewayId: var gateway } when state.Find<InternetGatewayRecord>(gateway)?.VpcId == vpcId => RouteTarget.InternetGateway,
        { GatewayId: var endpoint } when state.Find<VpcEndpointRecord>(endpoint) is { State: GatewayState.Available } => RouteTarget.GatewayEndpoint,
        _ => RouteTarget.Blackhole,
    };

    /// <returns>Null when there is no such list.</returns>
    public static PrefixListRecord? PrefixList(string id, NetworkState state, NetworkWorld world) =>
        state.Find<PrefixListRecord>(id) ?? ManagedPrefixLists.All(world.Scope.Region, world.Pool).FirstOrDefault(l => l.PrefixListId == id);

    private static IEnumerable<RouteSnapshot> Routes(RouteRecord route, string vpcId, NetworkState state, NetworkWorld world)
    {
        var target = TargetOf(route, vpcId, state);
        return route.DestinationPrefixListId is not { } list
            ? [new(Cidr.Parse(route.DestinationCidrBlock), target, route.TargetId)]
            : Ranges(list, state, world).Select(r => new RouteSnapshot(r, target, route.TargetId, list));
    }

    private static IEnumerable<Cidr> Ranges(string prefixListId, NetworkState state, NetworkWorld world) =>
        (PrefixList(prefixListId, state, world)?.Entries ?? []).Select(e => Cidr.Parse(e.Cidr));

    private static GroupRuleSnapshot Rule(SecurityGroupRuleRecord rule, NetworkState state, NetworkWorld world) => new(
        rule.RuleId, rule.IsEgress, rule.Protocol, rule.FromPort, rule.ToPort,
        rule.CidrIpv4 is { } range ? [Cidr.Parse(range)] : rule.PrefixListId is { } list ? [.. Ranges(list, state, world)] : [], rule.ReferencedGroupId);

    private static AclSnapshot Acl(NetworkAclRecord acl) => new(acl.AclId,
        [.. acl.Entries.OrderBy(e => e.RuleNumber).Select(e => new AclEntrySnapshot(e.RuleNumber, e.IsEgress, e.Allows, e.Protocol, e.FromPort, e.ToPort, Cidr.Parse(e.CidrBlock)))]);

    private static EndpointSnapshot Endpoint(VpcEndpointRecord endpoint, NetworkWorld world) => new(
        endpoint.EndpointId, endpoint.ServiceName[$"com.amazonaws.{world.Scope.Region}.".Length..], endpoint.PrivateDnsEnabled,
        [.. endpoint.Interfaces.Select(i => new EndpointAddress(i.SubnetId, i.AvailabilityZone, Cidr.ParseAddress(i.PrivateIpv4Address)))], endpoint.SecurityGroupIds);
}
