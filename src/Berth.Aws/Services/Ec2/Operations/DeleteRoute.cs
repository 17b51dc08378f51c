using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteRoute(NetworkEditor network) : IOperation<DeleteRouteRequest, DeleteRouteResponse>
{
    public static string Action => "ec2:DeleteRoute";

    public string Resource(DeleteRouteRequest request, Caller caller) => caller.Scope.Arn("ec2", "route-table/" + request.RouteTableId);

    public async Task<DeleteRouteResponse> Handle(DeleteRouteRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        Ec2Errors.CheckTarget(("destinationIpv6CidrBlock", request.DestinationIpv6CidrBlock));
        await network.Change((state, world) => Routes.Delete(state, world, request.RouteTableId!, request.DestinationCidrBlock, request.DestinationPrefixListId), cancel);
        return new();
    }
}
