using Berth.AgentProtocol;
using Berth.Domain.Network;

namespace Berth.Aws.AgentApi;

/// <summary>A VPC as a node gets it.</summary>
internal static class VpcMapping
{
    public static NativeVpc ToNative(VpcSnapshot vpc) => new()
    {
        VpcId = vpc.VpcId,
        Generation = vpc.Generation,
        CidrBlock = vpc.Block.ToString(),
        DnsSupport = vpc.DnsSupport,
        NameServers = vpc.NameServers,
        DomainName = vpc.DomainName,
        InternetGatewayId = vpc.InternetGatewayId,
        Subnets = [.. vpc.Subnets.Select(s => new NativeSubnet(s.SubnetId, s.Block.ToString(), s.AvailabilityZone, s.RouteTableId, s.AclId))],
        RouteTables = [.. vpc.RouteTables.Select(t => new NativeRouteTable(t.RouteTableId, [.. t.Routes.Select(r => new NativeRoute(r.Destination.ToString(), r.Target.ToString(), r.TargetId, r.PrefixListId))]))],
        SecurityGroups = [.. vpc.SecurityGroups.Select(g => new NativeSecurityGroup(g.GroupId, [.. g.Rules.Select(r =>
            new NativeGroupRule(r.RuleId, r.IsEgress, r.Protocol, r.FromPort, r.ToPort, [.. r.Ranges.Select(c => c.ToString())], r.GroupId))]))],
        Acls = [.. vpc.Acls.Select(a => new NativeAcl(a.AclId, [.. a.Entries.Select(e => new NativeAclEntry(e.RuleNumber, e.IsEgress, e.Allows, e.Protocol, e.FromPort, e.ToPort, e.Range.ToString()))]))],
        NatGateways = [.. vpc.NatGateways.Select(n => new NativeNatGateway(n.NatGatewayId, n.SubnetId, Cidr.Text(n.PrivateAddress), Cidr.Text(n.PublicAddress)))],
        Endpoints = [.. vpc.Endpoints.Select(e => new NativeEndpoint(e.EndpointId, e.Service, e.PrivateDns, [.. e.Addresses.Select(a => new NativeEndpointAddress(a.SubnetId, a.AvailabilityZone, Cidr.Text(a.Address)))], e.GroupIds))],
        Cards = [.. vpc.Cards.Select(c => new NativeCard(c.InterfaceId, c.SubnetId, Cidr.Text(c.Address), c.PublicAddress is { } address ? Cidr.Text(address) : null, c.GroupIds))],
    };
}
