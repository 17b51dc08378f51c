using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class ReplaceRoute(NetworkEditor network) : IOperation<ReplaceRouteRequest, ReplaceRouteResponse>
{
    public static string Action => "ec2:ReplaceRoute";

    public string Resource(ReplaceRouteRequest request, Caller caller) => caller.Scope.Arn("ec2", "route-table/" + request.RouteTableId);

    public async Task<ReplaceRouteResponse> Handle(ReplaceRouteRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        Ec2Errors.CheckTarget(
            ("destinationIpv6CidrBlock", request.DestinationIpv6CidrBlock), ("vpcEndpointId", request.VpcEndpointId), ("transitGatewayId", request.TransitGatewayId), ("localGatewayId", request.LocalGatewayId),
            ("carrierGatewayId", request.CarrierGatewayId), ("coreNetworkArn", request.CoreNetworkArn), ("odbNetworkArn", request.OdbNetworkArn), ("instanceId", request.InstanceId),
            ("egressOnlyInternetGatewayId", request.EgressOnlyInternetGatewayId), ("vpcPeeringConnectionId", request.VpcPeeringConnectionId));
        if (request.LocalTarget is not null) throw Ec2Errors.NotYet("localTarget");
        var wish = new RouteWish(request.DestinationCidrBlock, request.DestinationPrefixListId, request.GatewayId, request.NatGatewayId, request.NetworkInterfaceId);
        await network.Change((state, world) => Routes.Replace(state, world, request.RouteTableId!, wish), cancel);
        return new();
    }
}
