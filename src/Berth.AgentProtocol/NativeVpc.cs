namespace Berth.AgentProtocol;

/// <summary>Server to agent: VPCs as they are now. A node keeps the newest description of each, and forgets those that are not among <paramref name="VpcIds"/>.</summary>
/// <param name="Generation">Rises with every change of the account's network; an older message is refused.</param>
/// <param name="VpcIds">Every VPC that there is.</param>
/// <param name="Vpcs">Those that this session was not told of in this form yet.</param>
public sealed record BerthStateMessage(string MessageId, long Generation, IReadOnlyList<string> VpcIds, IReadOnlyList<NativeVpc> Vpcs) : IAgentMessage
{
    public static string Type => "BerthStateMessage";
}

/// <summary>A VPC for a node that registered the attribute <c>berth.native-task</c>. Ranges are written as 10.0.0.0/16, addresses as 10.0.0.4.</summary>
public sealed record NativeVpc
{
    public const int CurrentSchema = 1;

    public int Schema { get; init; } = CurrentSchema;
    public required string VpcId { get; init; }
    public required long Generation { get; init; }
    public required string CidrBlock { get; init; }
    public required bool DnsSupport { get; init; }
    public IReadOnlyList<string> NameServers { get; init; } = [];
    public string? DomainName { get; init; }
    public string? InternetGatewayId { get; init; }
    public IReadOnlyList<NativeSubnet> Subnets { get; init; } = [];
    public IReadOnlyList<NativeRouteTable> RouteTables { get; init; } = [];
    public IReadOnlyList<NativeSecurityGroup> SecurityGroups { get; init; } = [];
    public IReadOnlyList<NativeAcl> Acls { get; init; } = [];
    public IReadOnlyList<NativeNatGateway> NatGateways { get; init; } = [];
    public IReadOnlyList<NativeEndpoint> Endpoints { get; init; } = [];
    public IReadOnlyList<NativeCard> Cards { get; init; } = [];
}

public sealed record NativeSubnet(string SubnetId, string CidrBlock, string AvailabilityZone, string RouteTableId, string? AclId);

public sealed record NativeRouteTable(string RouteTableId, IReadOnlyList<NativeRoute> Routes);

/// <param name="Target">Local, InternetGateway, NatGateway, GatewayEndpoint or Blackhole.</param>
public sealed record NativeRoute(string CidrBlock, string Target, string TargetId, string? PrefixListId);

public sealed record NativeSecurityGroup(string GroupId, IReadOnlyList<NativeGroupRule> Rules);

/// <param name="Protocol">-1, tcp, udp, icmp or a number.</param>
public sealed record NativeGroupRule(string RuleId, bool IsEgress, string Protocol, int FromPort, int ToPort, IReadOnlyList<string> CidrBlocks, string? GroupId);

public sealed record NativeAcl(string AclId, IReadOnlyList<NativeAclEntry> Entries);

public sealed record NativeAclEntry(int RuleNumber, bool IsEgress, bool Allows, string Protocol, int FromPort, int ToPort, string CidrBlock);

public sealed record NativeNatGateway(string NatGatewayId, string SubnetId, string PrivateIpv4Address, string PublicIpv4Address);

/// <param name="Service">The last part of the endpoint service's name: <c>ecr.api</c>.</param>
public sealed record NativeEndpoint(string EndpointId, string Service, bool PrivateDns, IReadOnlyList<NativeEndpointAddress> Addresses, IReadOnlyList<string> GroupIds);

public sealed record NativeEndpointAddress(string SubnetId, string AvailabilityZone, string PrivateIpv4Address);

/// <summary>An interface that no task of the node carries.</summary>
public sealed record NativeCard(string InterfaceId, string SubnetId, string PrivateIpv4Address, string? PublicIpv4Address, IReadOnlyList<string> GroupIds);
