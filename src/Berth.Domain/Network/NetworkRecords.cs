namespace Berth.Domain.Network;

/// <summary>A VPC. Row kind <c>vpc</c>, id the VPC's id.</summary>
public sealed record VpcRecord(string VpcId, string CidrBlock, bool IsDefault, IReadOnlyDictionary<string, string> Tags);

/// <summary>A subnet. Row kind <c>subnet</c>, id the subnet's id.</summary>
public sealed record SubnetRecord(
    string SubnetId, string VpcId, string CidrBlock, string AvailabilityZone, string AvailabilityZoneId, bool MapPublicIpOnLaunch, bool DefaultForAz,
    IReadOnlyDictionary<string, string> Tags);

/// <summary>A security group. Row kind <c>security-group</c>, id the group's id. Rules are kept as given; enforcing them is for a later version (SCOPE.md).</summary>
public sealed record SecurityGroupRecord(
    string GroupId, string VpcId, string GroupName, string Description, IReadOnlyList<SecurityGroupRuleRecord> Rules, IReadOnlyDictionary<string, string> Tags);

/// <param name="Protocol">-1, tcp, udp or icmp.</param>
/// <param name="CidrIpv4">Exactly one of this and <paramref name="ReferencedGroupId"/> is given.</param>
public sealed record SecurityGroupRuleRecord(
    string RuleId, bool IsEgress, string Protocol, int FromPort, int ToPort, string? CidrIpv4, string? ReferencedGroupId, string? Description);

/// <summary>A route table. Row kind <c>route-table</c>.</summary>
/// <param name="SubnetAssociations">Explicit associations: association id to subnet id.</param>
public sealed record RouteTableRecord(
    string RouteTableId, string VpcId, bool IsMain, string MainAssociationId, IReadOnlyList<RouteRecord> Routes, IReadOnlyDictionary<string, string> SubnetAssociations,
    IReadOnlyDictionary<string, string> Tags);

/// <param name="GatewayId">local, or an internet gateway's id.</param>
public sealed record RouteRecord(string DestinationCidrBlock, string GatewayId);

/// <summary>An internet gateway. Row kind <c>internet-gateway</c>.</summary>
public sealed record InternetGatewayRecord(string InternetGatewayId, string VpcId, IReadOnlyDictionary<string, string> Tags);

/// <summary>
/// An elastic network interface: a task's one address in its subnet. Row kind <c>network-interface</c>, id the interface's id (eni-…).
/// Its owner is the subnet's grain, which allocates by task id and frees it when the node says that the namespace is gone.
/// </summary>
public sealed record NetworkInterfaceRecord
{
    public required string InterfaceId { get; init; }
    public required string AttachmentId { get; init; }
    public required string VpcId { get; init; }
    public required string SubnetId { get; init; }
    public required string AvailabilityZone { get; init; }
    public required string MacAddress { get; init; }
    public required string PrivateIpv4Address { get; init; }
    public string? PublicIpv4Address { get; init; }
    public required IReadOnlyList<string> SecurityGroupIds { get; init; }
    public required string TaskArn { get; init; }
    public required string Description { get; init; }
    public DateTimeOffset AttachedAt { get; init; }
}
