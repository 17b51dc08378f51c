namespace Berth.Domain.Network;

/// <summary>What must hold of the network after every change, whoever made it. Each sentence names what is broken.</summary>
public static class NetworkInvariants
{
    public static IReadOnlyList<string> Broken(NetworkState state, NetworkWorld world) =>
    [
        .. state.Of<VpcRecord>().SelectMany(v => OfVpc(v, state)),
        .. state.Resources.Values.Where(r => IsThere(r) && r.InVpc is { } vpc && state.Find<VpcRecord>(vpc) is null).Select(r => $"{r.Id} is in {r.InVpc}, which is gone."),
        .. state.Of<SubnetRecord>().SelectMany(s => OfSubnet(s, state)),
        .. state.Of<RouteTableRecord>().SelectMany(t => Associated(t.RouteTableId, t.VpcId, t.SubnetAssociations.Values, state)),
        .. state.Of<NetworkAclRecord>().SelectMany(a => Associated(a.AclId, a.VpcId, a.SubnetAssociations.Values, state)),
        .. state.Of<SecurityGroupRecord>().SelectMany(g => OfGroup(g, state, world)),
        .. state.Of<RouteTableRecord>().SelectMany(t => t.Routes.Where(r => r.DestinationPrefixListId is { } l && VpcSnapshots.PrefixList(l, state, world) is null).Select(r => $"{t.RouteTableId} names {r.Destination}, which is gone.")),
        .. state.Of<NatGatewayRecord>().Where(IsThere).Where(n => state.Find<SubnetRecord>(n.SubnetId) is null).Select(n => $"{n.NatGatewayId} is in {n.SubnetId}, which is gone."),
        .. state.Of<VpcEndpointRecord>().Where(IsThere).SelectMany(e => OfEndpoint(e, state)),
        .. state.Of<PrefixListRecord>().Where(l => l.Entries.Count > l.MaxEntries || l.Entries.DistinctBy(e => e.Cidr).Count() < l.Entries.Count).Select(l => $"{l.PrefixListId} has too many entries, or one twice."),
        .. world.Interfaces.Where(i => state.Find<SubnetRecord>(i.SubnetId) is null).Select(i => $"{i.InterfaceId} is in {i.SubnetId}, which is gone."),
        .. world.Interfaces.SelectMany(i => i.SecurityGroupIds.Where(g => state.Find<SecurityGroupRecord>(g)?.VpcId != i.VpcId).Select(g => $"{i.InterfaceId} is in {g}, which is not in its VPC.")),
    ];

    private static IEnumerable<string> OfVpc(VpcRecord vpc, NetworkState state)
    {
        var tables = state.In<RouteTableRecord>(vpc.VpcId).ToList();
        if (tables.Count(t => t.IsMain) != 1) yield return $"{vpc.VpcId} has {tables.Count(t => t.IsMain)} main route tables.";
        foreach (var table in tables.Where(t => t.Routes.Count(r => r.IsLocal && r.DestinationCidrBlock == vpc.CidrBlock) != 1)) yield return $"{table.RouteTableId} has not one local route.";
        var groups = state.In<SecurityGroupRecord>(vpc.VpcId).ToList();
        if (groups.Count(g => g.GroupName == SecurityGroupRecord.DefaultName) != 1) yield return $"{vpc.VpcId} has not one default group.";
        if (groups.DistinctBy(g => g.GroupName).Count() < groups.Count) yield return $"{vpc.VpcId} has two groups of one name.";
        if (state.In<NetworkAclRecord>(vpc.VpcId).Count(a => a.IsDefault) != 1) yield return $"{vpc.VpcId} has not one default ACL.";
        if (state.In<InternetGatewayRecord>(vpc.VpcId).Count() > 1) yield return $"{vpc.VpcId} has two internet gateways.";
        if (vpc.DhcpOptionsId != DhcpOptionsRecord.None && state.Find<DhcpOptionsRecord>(vpc.DhcpOptionsId) is null) yield return $"{vpc.VpcId} has {vpc.DhcpOptionsId}, which is gone.";
    }

    private static IEnumerable<string> OfSubnet(SubnetRecord subnet, NetworkState state)
    {
        if (state.Find<VpcRecord>(subnet.VpcId)?.Block.Contains(subnet.Block) == false) yield return $"{subnet.SubnetId} is outside its VPC.";
        if (state.In<SubnetRecord>(subnet.VpcId).Any(s => s.SubnetId != subnet.SubnetId && s.Block.Overlaps(subnet.Block))) yield return $"{subnet.SubnetId} overlaps another subnet.";
        if (state.Of<NetworkAclRecord>().Sum(a => a.SubnetAssociations.Values.Count(s => s == subnet.SubnetId)) != 1) yield return $"{subnet.SubnetId} is not in exactly one ACL.";
        if (state.Of<RouteTableRecord>().Sum(t => t.SubnetAssociations.Values.Count(s => s == subnet.SubnetId)) > 1) yield return $"{subnet.SubnetId} has two route tables.";
    }

    private static IEnumerable<string> Associated(string id, string vpcId, IEnumerable<string> subnetIds, NetworkState state) =>
        subnetIds.Where(s => state.Find<SubnetRecord>(s)?.VpcId != vpcId).Select(s => $"{id} is associated with {s}, which is not in its VPC.");

    private static IEnumerable<string> OfGroup(SecurityGroupRecord group, NetworkState state, NetworkWorld world)
    {
        foreach (var rule in group.Rules)
        {
            if (rule.ReferencedGroupId is { } other && state.Find<SecurityGroupRecord>(other)?.VpcId != group.VpcId) yield return $"{rule.RuleId} names {other}, which is not in its VPC.";
            if (rule.PrefixListId is { } list && VpcSnapshots.PrefixList(list, state, world) is null) yield return $"{rule.RuleId} names {list}, which is gone.";
            if (new[] { rule.CidrIpv4, rule.ReferencedGroupId, rule.PrefixListId }.Count(p => p is not null) != 1) yield return $"{rule.RuleId} has not exactly one peer.";
            if (group.Rules.Count(rule.AdmitsTheSame) > 1) yield return $"{group.GroupId} has {rule.RuleId} twice.";
        }
    }

    private static IEnumerable<string> OfEndpoint(VpcEndpointRecord endpoint, NetworkState state) =>
        endpoint.SubnetIds.Concat(endpoint.SecurityGroupIds).Concat(endpoint.RouteTableIds)
            .Where(id => state.Find<INetworkResource>(id)?.InVpc != endpoint.VpcId).Select(id => $"{endpoint.EndpointId} names {id}, which is not in its VPC.");

    /// <summary>What is deleted or failed is shown for a while and holds nothing.</summary>
    private static bool IsThere(INetworkResource resource) => resource switch
    {
        NatGatewayRecord gateway => gateway.State is not (GatewayState.Failed or GatewayState.Deleted),
        VpcEndpointRecord endpoint => endpoint.State != GatewayState.Deleted,
        _ => true,
    };
}
