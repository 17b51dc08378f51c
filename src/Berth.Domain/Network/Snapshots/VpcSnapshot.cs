namespace Berth.Domain.Network;

/// <summary>
/// One VPC as those who enforce and explain it see it: what its rows come to, with prefix lists resolved, targets judged and subnets knowing their tables. Made by
/// <see cref="VpcSnapshots"/>; compiled into a router's rules, walked to explain a failure, answered from by the VPC's resolver.
/// </summary>
/// <param name="Generation">Rises with every change of the account's network.</param>
public sealed record VpcSnapshot(string VpcId, long Generation, Cidr Block)
{
    public bool DnsSupport { get; init; } = true;

    /// <summary>Of the DHCP options, in order; <see cref="DhcpOptionsRecord.AmazonProvided"/> means the VPC's own resolver.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>What machines of the VPC search; null for nothing.</summary>
    public string? DomainName { get; init; }

    /// <summary>Null when none is attached.</summary>
    public string? InternetGatewayId { get; init; }
    public IReadOnlyList<SubnetSnapshot> Subnets { get; init; } = [];
    public IReadOnlyList<RouteTableSnapshot> RouteTables { get; init; } = [];
    public IReadOnlyList<SecurityGroupSnapshot> SecurityGroups { get; init; } = [];
    public IReadOnlyList<AclSnapshot> Acls { get; init; } = [];

    /// <summary>Those that are available.</summary>
    public IReadOnlyList<NatGatewaySnapshot> NatGateways { get; init; } = [];

    /// <summary>Interface endpoints that are available.</summary>
    public IReadOnlyList<EndpointSnapshot> Endpoints { get; init; } = [];

    /// <summary>Interfaces that no task of the reading node carries: of NAT gateways, of endpoints, made by callers, and of tasks elsewhere.</summary>
    public IReadOnlyList<CardSnapshot> Cards { get; init; } = [];

    /// <summary>Where the VPC's own resolver answers, beside 169.254.169.253. Source: VPC user guide, DNS attributes.</summary>
    public uint ResolverAddress => Block.First + 2;

    public SubnetSnapshot? SubnetOf(uint address) => Subnets.FirstOrDefault(s => s.Block.Contains(address));
}

/// <param name="AclId">Null: everything passes.</param>
public sealed record SubnetSnapshot(string SubnetId, Cidr Block, string AvailabilityZone, string RouteTableId, string? AclId);

public sealed record RouteTableSnapshot(string RouteTableId, IReadOnlyList<RouteSnapshot> Routes);

/// <param name="TargetId">The id that was named; local for the VPC's own range.</param>
/// <param name="PrefixListId">The list that the range is from; null for a range that was named itself.</param>
public sealed record RouteSnapshot(Cidr Destination, RouteTarget Target, string TargetId, string? PrefixListId = null);

/// <summary>Where a route leads.</summary>
public enum RouteTarget
{
    Local,
    InternetGateway,
    NatGateway,
    GatewayEndpoint,

    /// <summary>The target is gone or not ready: what comes here vanishes.</summary>
    Blackhole,
}

public sealed record SecurityGroupSnapshot(string GroupId, IReadOnlyList<GroupRuleSnapshot> Rules);

/// <param name="Protocol">As in <see cref="SecurityGroupRuleRecord"/>.</param>
/// <param name="Ranges">Of the range or the prefix list that the rule names; empty when it names a group.</param>
/// <param name="GroupId">The group whose members the rule admits; null when it names ranges.</param>
public sealed record GroupRuleSnapshot(string RuleId, bool IsEgress, string Protocol, int FromPort, int ToPort, IReadOnlyList<Cidr> Ranges, string? GroupId);

/// <param name="Entries">In order of number, both directions.</param>
public sealed record AclSnapshot(string AclId, IReadOnlyList<AclEntrySnapshot> Entries);

public sealed record AclEntrySnapshot(int RuleNumber, bool IsEgress, bool Allows, string Protocol, int FromPort, int ToPort, Cidr Range);

public sealed record NatGatewaySnapshot(string NatGatewayId, string SubnetId, uint PrivateAddress, uint PublicAddress);

/// <param name="Service">Of <see cref="PublicServices"/>: <c>ecr.api</c>.</param>
public sealed record EndpointSnapshot(string EndpointId, string Service, bool PrivateDns, IReadOnlyList<EndpointAddress> Addresses, IReadOnlyList<string> GroupIds);

public sealed record EndpointAddress(string SubnetId, string AvailabilityZone, uint Address);

/// <summary>An interface, as rules are about it.</summary>
public sealed record CardSnapshot(string InterfaceId, string SubnetId, uint Address, uint? PublicAddress, IReadOnlyList<string> GroupIds);
