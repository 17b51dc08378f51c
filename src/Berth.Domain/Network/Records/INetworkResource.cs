using System.Text.Json.Serialization;

namespace Berth.Domain.Network;

/// <summary>Anything that the network is described by, each a row of its own. Its id's prefix (vpc-, subnet-, sg-…) says what it is.</summary>
public interface INetworkResource
{
    [JsonIgnore]
    string Id { get; }

    /// <summary>Null for what stands outside every VPC: elastic addresses, prefix lists, DHCP options, a detached internet gateway.</summary>
    [JsonIgnore]
    string? InVpc { get; }

    IReadOnlyDictionary<string, string> Tags { get; }

    INetworkResource WithTags(IReadOnlyDictionary<string, string> tags);
}

/// <summary>Kinds of rows that the network is described by.</summary>
public static class NetworkKinds
{
    public const string Vpc = "vpc";
    public const string Subnet = "subnet";
    public const string SecurityGroup = "security-group";
    public const string RouteTable = "route-table";
    public const string InternetGateway = "internet-gateway";
    public const string NatGateway = "nat-gateway";
    public const string Address = "elastic-address";
    public const string Endpoint = "vpc-endpoint";
    public const string Acl = "network-acl";
    public const string DhcpOptions = "dhcp-options";
    public const string PrefixList = "prefix-list";

    /// <summary>Owned by the subnets' grains, not with the rest.</summary>
    public const string Interface = "network-interface";

    public static string Of(INetworkResource resource) => resource switch
    {
        VpcRecord => Vpc,
        SubnetRecord => Subnet,
        SecurityGroupRecord => SecurityGroup,
        RouteTableRecord => RouteTable,
        InternetGatewayRecord => InternetGateway,
        NatGatewayRecord => NatGateway,
        AddressRecord => Address,
        VpcEndpointRecord => Endpoint,
        NetworkAclRecord => Acl,
        DhcpOptionsRecord => DhcpOptions,
        PrefixListRecord => PrefixList,
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "Unknown kind of network resource."),
    };
}
