using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

internal static class Ec2Mapping
{
    /// <summary>The set of DHCP options that every VPC of ours has.</summary>
    private const string DhcpOptionsId = "dopt-00000000000000000";

    public static VpcShape ToWire(VpcRecord vpc, AwsScope scope) => new()
    {
        VpcId = vpc.VpcId,
        OwnerId = scope.AccountId,
        State = "available",
        CidrBlock = vpc.CidrBlock,
        IsDefault = vpc.IsDefault,
        InstanceTenancy = "default",
        DhcpOptionsId = DhcpOptionsId,
        CidrBlockAssociationSet = [new() { AssociationId = "vpc-cidr-assoc-" + vpc.VpcId[4..], CidrBlock = vpc.CidrBlock, CidrBlockState = new() { State = "associated" } }],
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

    public static SecurityGroupShape ToWire(SecurityGroupRecord group, AwsScope scope) => new()
    {
        GroupId = group.GroupId,
        GroupName = group.GroupName,
        Description = group.Description,
        OwnerId = scope.AccountId,
        VpcId = group.VpcId,
        SecurityGroupArn = scope.Arn("ec2", "security-group/" + group.GroupId),
        IpPermissions = Permissions(group.Rules.Where(r => !r.IsEgress), scope),
        IpPermissionsEgress = Permissions(group.Rules.Where(r => r.IsEgress), scope),
        Tags = Tags(group.Tags),
    };

    public static SecurityGroupRuleShape ToWire(SecurityGroupRecord group, SecurityGroupRuleRecord rule, AwsScope scope) => new()
    {
        SecurityGroupRuleId = rule.RuleId,
        SecurityGroupRuleArn = scope.Arn("ec2", "security-group-rule/" + rule.RuleId),
        GroupId = group.GroupId,
        GroupOwnerId = scope.AccountId,
        IsEgress = rule.IsEgress,
        IpProtocol = rule.Protocol,
        FromPort = rule.FromPort,
        ToPort = rule.ToPort,
        CidrIpv4 = rule.CidrIpv4,
        ReferencedGroupInfo = rule.ReferencedGroupId is { } id ? new() { GroupId = id, UserId = scope.AccountId } : null,
        Description = rule.Description,
        Tags = [],
    };

    public static RouteTableShape ToWire(RouteTableRecord table, AwsScope scope) => new()
    {
        RouteTableId = table.RouteTableId,
        VpcId = table.VpcId,
        OwnerId = scope.AccountId,
        PropagatingVgws = [],
        Routes = [.. table.Routes.Select(r => new RouteShape
        {
            DestinationCidrBlock = r.DestinationCidrBlock, GatewayId = r.GatewayId, Origin = r.GatewayId == "local" ? "CreateRouteTable" : "CreateRoute", State = "active",
        })],
        Associations =
        [
            .. table.IsMain ? [Association(table, table.MainAssociationId, null)] : Array.Empty<RouteTableAssociationShape>(),
            .. table.SubnetAssociations.Select(a => Association(table, a.Key, a.Value)),
        ],
        Tags = Tags(table.Tags),
    };

    public static InternetGatewayShape ToWire(InternetGatewayRecord gateway, AwsScope scope) => new()
    {
        InternetGatewayId = gateway.InternetGatewayId,
        OwnerId = scope.AccountId,
        Attachments = [new() { State = "available", VpcId = gateway.VpcId }],
        Tags = Tags(gateway.Tags),
    };

    public static NetworkInterfaceShape ToWire(NetworkInterfaceRecord card, IReadOnlyDictionary<string, string> groupNames, AwsScope scope)
    {
        var dnsName = SubnetAddresses.PrivateDnsName(card.PrivateIpv4Address, scope.Region);
        var association = card.PublicIpv4Address is { } address ? new NetworkInterfaceAssociationShape { PublicIp = address, IpOwnerId = "amazon" } : null;
        return new()
        {
            NetworkInterfaceId = card.InterfaceId,
            SubnetId = card.SubnetId,
            VpcId = card.VpcId,
            AvailabilityZone = card.AvailabilityZone,
            Description = card.Description,
            InterfaceType = "interface",
            MacAddress = card.MacAddress,
            OwnerId = scope.AccountId,
            PrivateDnsName = dnsName,
            PrivateIpAddress = card.PrivateIpv4Address,
            PrivateIpAddresses = [new() { Primary = true, PrivateIpAddress = card.PrivateIpv4Address, PrivateDnsName = dnsName, Association = association }],
            Association = association,
            Attachment = new() { AttachmentId = AttachmentId(card), AttachTime = card.AttachedAt, DeleteOnTermination = false, DeviceIndex = 1, InstanceOwnerId = "amazon-ecs", Status = "attached" },
            Groups = [.. card.SecurityGroupIds.Select(id => new GroupIdentifierShape { GroupId = id, GroupName = groupNames.GetValueOrDefault(id) })],
            RequesterId = scope.AccountId,
            RequesterManaged = true,
            SourceDestCheck = true,
            Status = "in-use",
            TagSet = [],
            Ipv6Addresses = [],
        };
    }

    private static RouteTableAssociationShape Association(RouteTableRecord table, string id, string? subnet) => new()
    {
        RouteTableAssociationId = id,
        RouteTableId = table.RouteTableId,
        SubnetId = subnet,
        Main = subnet is null,
        AssociationState = new() { State = "associated" },
    };

    private static IReadOnlyList<IpPermissionShape> Permissions(IEnumerable<SecurityGroupRuleRecord> rules, AwsScope scope) =>
    [
        .. rules.GroupBy(r => (r.Protocol, r.FromPort, r.ToPort)).Select(same => new IpPermissionShape
        {
            IpProtocol = same.Key.Protocol,
            FromPort = same.Key.Protocol == "-1" ? null : same.Key.FromPort,
            ToPort = same.Key.Protocol == "-1" ? null : same.Key.ToPort,
            IpRanges = [.. same.Where(r => r.CidrIpv4 is not null).Select(r => new IpRangeShape { CidrIp = r.CidrIpv4, Description = r.Description })],
            UserIdGroupPairs = [.. same.Where(r => r.ReferencedGroupId is not null).Select(r => new UserIdGroupPairShape { GroupId = r.ReferencedGroupId, UserId = scope.AccountId, Description = r.Description })],
            Ipv6Ranges = [],
            PrefixListIds = [],
        }),
    ];

    private static IReadOnlyList<TagShape> Tags(IReadOnlyDictionary<string, string> tags) => [.. tags.Select(t => new TagShape { Key = t.Key, Value = t.Value })];

    /// <summary>EC2's own name of the attachment; ECS has another.</summary>
    public static string AttachmentId(NetworkInterfaceRecord card) => "ela-attach-" + card.InterfaceId[4..];
}
