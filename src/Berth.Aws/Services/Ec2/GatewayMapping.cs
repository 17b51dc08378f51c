using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

/// <summary>Internet gateways, NAT gateways and elastic addresses.</summary>
internal static class GatewayMapping
{
    public static InternetGatewayShape ToWire(InternetGatewayRecord gateway, AwsScope scope) => new()
    {
        InternetGatewayId = gateway.InternetGatewayId,
        OwnerId = scope.AccountId,
        Attachments = gateway.VpcId is { } vpc ? [new() { State = "available", VpcId = vpc }] : [],
        Tags = Ec2Mapping.Tags(gateway.Tags),
    };

    public static NatGatewayShape ToWire(NatGatewayRecord gateway, NetworkState state)
    {
        var address = state.Find<AddressRecord>(gateway.AllocationId);
        return new()
        {
            NatGatewayId = gateway.NatGatewayId,
            VpcId = gateway.VpcId,
            SubnetId = gateway.SubnetId,
            State = StateName(gateway.State),
            ConnectivityType = "public",
            CreateTime = gateway.CreatedAt,
            DeleteTime = gateway.DeletedAt,
            FailureCode = gateway.FailureCode,
            FailureMessage = gateway.FailureMessage,
            NatGatewayAddresses =
            [
                new()
                {
                    AllocationId = gateway.AllocationId,
                    AssociationId = address?.NatGatewayId == gateway.NatGatewayId ? address.AssociationId : null,
                    NetworkInterfaceId = gateway.InterfaceId,
                    PrivateIp = gateway.PrivateIpv4Address,
                    PublicIp = gateway.PublicIpv4Address,
                    IsPrimary = true,
                    Status = gateway.State switch
                    {
                        GatewayState.Pending => "associating",
                        GatewayState.Failed => "failed",
                        GatewayState.Deleting => "disassociating",
                        _ => "succeeded",
                    },
                },
            ],
            Tags = Ec2Mapping.Tags(gateway.Tags),
        };
    }

    public static AddressShape ToWire(AddressRecord address, AwsScope scope) => new()
    {
        AllocationId = address.AllocationId,
        AssociationId = address.AssociationId,
        Domain = "vpc",
        NetworkBorderGroup = scope.Region,
        NetworkInterfaceId = address.InterfaceId,
        NetworkInterfaceOwnerId = address.InterfaceId is null ? null : scope.AccountId,
        PrivateIpAddress = address.PrivateIpv4Address,
        PublicIp = address.PublicIpv4Address,
        PublicIpv4Pool = "amazon",
        Tags = Ec2Mapping.Tags(address.Tags),
    };

    /// <summary>Of gateways and endpoints, as answers show it.</summary>
    public static string StateName(GatewayState state) => state switch
    {
        GatewayState.Pending => "pending",
        GatewayState.Available => "available",
        GatewayState.Failed => "failed",
        GatewayState.Deleting => "deleting",
        GatewayState.Deleted => "deleted",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown state."),
    };
}
