using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

internal static class Ec2Mapping
{
    public static VpcShape ToWire(VpcRecord vpc, AwsScope scope) => new()
    {
        VpcId = vpc.VpcId,
        OwnerId = scope.AccountId,
        State = "available",
        CidrBlock = vpc.CidrBlock,
        IsDefault = vpc.IsDefault,
        InstanceTenancy = "default",
        DhcpOptionsId = vpc.DhcpOptionsId,
        CidrBlockAssociationSet = [new() { AssociationId = CidrAssociationId(vpc), CidrBlock = vpc.CidrBlock, CidrBlockState = new() { State = "associated" } }],
        Tags = Tags(vpc.Tags),
    };

    public static SubnetShape ToWire(SubnetRecord subnet, int available, AwsScope scope) => new()
    {
        SubnetId = subnet.SubnetId,
        SubnetArn = scope.Arn("ec2", "subnet/" + subnet.SubnetId),
        OwnerId = scope.AccountId,
        VpcId = subnet.VpcId,
        State = "available",
        CidrBlock = subnet.CidrBlock,
        AvailableIpAddressCount = available,
        AvailabilityZone = subnet.AvailabilityZone,
        AvailabilityZoneId = subnet.AvailabilityZoneId,
        DefaultForAz = subnet.DefaultForAz,
        MapPublicIpOnLaunch = subnet.MapPublicIpOnLaunch,
        MapCustomerOwnedIpOnLaunch = false,
        AssignIpv6AddressOnCreation = false,
        Ipv6CidrBlockAssociationSet = [],
        EnableDns64 = false,
        Ipv6Native = false,
        PrivateDnsNameOptionsOnLaunch = new() { HostnameType = "ip-name", EnableResourceNameDnsARecord = false, EnableResourceNameDnsAAAARecord = false },
        Tags = Tags(subnet.Tags),
    };

    public static DhcpOptionsShape ToWire(DhcpOptionsRecord options, AwsScope scope) => new()
    {
        DhcpOptionsId = options.DhcpOptionsId,
        OwnerId = scope.AccountId,
        DhcpConfigurations = [.. options.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => new DhcpConfigurationShape
        {
            Key = o.Key, Values = [.. o.Value.Select(v => new AttributeValueShape { Value = v })],
        })],
        Tags = Tags(options.Tags),
    };

    public static IReadOnlyList<TagShape> Tags(IReadOnlyDictionary<string, string> tags) => [.. tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })];

    public static string CidrAssociationId(VpcRecord vpc) => "vpc-cidr-assoc-" + vpc.VpcId[4..];
}
