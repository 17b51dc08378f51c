using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Interfaces, with the names of their groups and the elastic addresses that lead to them.</summary>
internal sealed class InterfaceMapping(NetworkState state, AwsScope scope)
{
    /// <summary>Who EC2 says that gateways' and endpoints' interfaces are attached by.</summary>
    private const string Amazon = "amazon-aws";

    private readonly Dictionary<string, AddressRecord> elastic = state.Of<AddressRecord>().Where(a => a.InterfaceId is not null).ToDictionary(a => a.InterfaceId!, StringComparer.Ordinal);

    public NetworkInterfaceShape ToWire(NetworkInterfaceRecord card)
    {
        var dnsName = SubnetAddresses.PrivateDnsName(card.PrivateIpv4Address, scope.Region);
        var association = Association(card);
        return new()
        {
            NetworkInterfaceId = card.InterfaceId,
            SubnetId = card.SubnetId,
            VpcId = card.VpcId,
            AvailabilityZone = card.AvailabilityZone,
            AvailabilityZoneId = ZoneIds.Of(scope.Region, card.AvailabilityZone),
            Description = card.Description,
            InterfaceType = card.Use switch { InterfaceUse.NatGateway => "nat_gateway", InterfaceUse.Endpoint => "vpc_endpoint", _ => "interface" },
            MacAddress = card.MacAddress,
            OwnerId = scope.AccountId,
            PrivateDnsName = dnsName,
            PrivateIpAddress = card.PrivateIpv4Address,
            PrivateIpAddresses = [new() { Primary = true, PrivateIpAddress = card.PrivateIpv4Address, PrivateDnsName = dnsName, Association = association }],
            Association = association,
            Attachment = Attachment(card),
            Groups = Groups(card),
            RequesterId = card.Use is InterfaceUse.NatGateway or InterfaceUse.Endpoint ? Amazon : scope.AccountId,
            RequesterManaged = card.Use != InterfaceUse.Own,
            SourceDestCheck = SourceDestCheck(card),
            Status = card.Use == InterfaceUse.Own ? "available" : "in-use",
            TagSet = Ec2Mapping.Tags(card.Tags ?? new Dictionary<string, string>()),
            Ipv6Addresses = [],
        };
    }

    /// <summary>Null for an interface that a caller made: no machine carries it. EC2's own name of a task's attachment is another than ECS's.</summary>
    public static NetworkInterfaceAttachmentShape? Attachment(NetworkInterfaceRecord card) => card.Use == InterfaceUse.Own ? null : new()
    {
        AttachmentId = "ela-attach-" + card.InterfaceId[4..],
        AttachTime = card.AttachedAt,
        DeleteOnTermination = false,
        DeviceIndex = 1,
        InstanceOwnerId = card.Use == InterfaceUse.Task ? "amazon-ecs" : Amazon,
        Status = "attached",
    };

    public IReadOnlyList<GroupIdentifierShape> Groups(NetworkInterfaceRecord card) =>
        [.. card.SecurityGroupIds.Select(id => new GroupIdentifierShape { GroupId = id, GroupName = state.Find<SecurityGroupRecord>(id)?.GroupName })];

    /// <summary>A NAT gateway sends what is not its own.</summary>
    public static bool SourceDestCheck(NetworkInterfaceRecord card) => card.Use != InterfaceUse.NatGateway;

    private NetworkInterfaceAssociationShape? Association(NetworkInterfaceRecord card) => elastic.GetValueOrDefault(card.InterfaceId) is { } address
        ? new() { AllocationId = address.AllocationId, AssociationId = address.AssociationId, IpOwnerId = scope.AccountId, PublicIp = address.PublicIpv4Address }
        : card.PublicIpv4Address is { } given ? new() { IpOwnerId = "amazon", PublicIp = given } : null;
}
