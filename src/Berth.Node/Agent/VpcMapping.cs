using Berth.AgentProtocol;
using Berth.Domain.Network;

namespace Berth.Node.Agent;

/// <summary>A VPC as the node's deciders see it.</summary>
internal static class VpcMapping
{
    /// <exception cref="FormatException">The message holds what is no range or no address.</exception>
    public static VpcSnapshot ToSnapshot(NativeVpc vpc) => new(vpc.VpcId, vpc.Generation, Cidr.Parse(vpc.CidrBlock))
    {
        DnsSupport = vpc.DnsSupport,
        NameServers = vpc.NameServers,
        DomainName = vpc.DomainName,
        InternetGatewayId = vpc.InternetGatewayId,
        Subnets = [.. vpc.Subnets.Select(s => new SubnetSnapshot(s.SubnetId, Cidr.Parse(s.CidrBlock), s.AvailabilityZone, s.RouteTableId, s.AclId))],
        RouteTables = [.. vpc.RouteTables.Select(t => new RouteTableSnapshot(t.RouteTableId, [.. t.Routes.Select(r => new RouteSnapshot(Cidr.Parse(r.CidrBlock), Target(r.Target), r.TargetId, r.PrefixListId))]))],
        SecurityGroups = [.. vpc.SecurityGroups.Select(g => new SecurityGroupSnapshot(g.GroupId, [.. g.Rules.Select(r =>
            new GroupRuleSnapshot(r.RuleId, r.IsEgress, r.Protocol, r.FromPort, r.ToPort, [.. r.CidrBlocks.Select(Cidr.Parse)], r.GroupId))]))],
        Acls = [.. vpc.Acls.Select(a => new AclSnapshot(a.AclId, [.. a.Entries.Select(e => new AclEntrySnapshot(e.RuleNumber, e.IsEgress, e.Allows, e.Protocol, e.FromPort, e.ToPort, Cidr.Parse(e.CidrBlock)))]))],
        NatGateways = [.. vpc.NatGateways.Select(n => new NatGatewaySnapshot(n.NatGatewayId, n.SubnetId, Cidr.ParseAddress(n.PrivateIpv4Address), Cidr.ParseAddress(n.PublicIpv4Address)))],
        Endpoints = [.. vpc.Endpoints.Select(e => new EndpointSnapshot(e.EndpointId, e.Service, e.PrivateDns, [.. e.Addresses.Select(a => new EndpointAddress(a.SubnetId, a.AvailabilityZone, Cidr.ParseAddress(a.PrivateIpv4Address)))], e.GroupIds))],
        Cards = [.. vpc.Cards.Select(c => new CardSnapshot(c.InterfaceId, c.SubnetId, Cidr.ParseAddress(c.PrivateIpv4Address), c.PublicIpv4Address is { } address ? Cidr.ParseAddress(address) : null, c.GroupIds))],
    };

    /// <summary>What a newer control plane knows and we do not leads nowhere.</summary>
    private static RouteTarget Target(string name) => Enum.TryParse<RouteTarget>(name, out var target) ? target : RouteTarget.Blackhole;
}
