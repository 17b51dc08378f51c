using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteRouteTable(NetworkEditor network) : IOperation<DeleteRouteTableRequest, DeleteRouteTableResponse>
{
    public static string Action => "ec2:DeleteRouteTable";

    public string Resource(DeleteRouteTableRequest request, Caller caller) => caller.Scope.Arn("ec2", "route-table/" + request.RouteTableId);

    public async Task<DeleteRouteTableResponse> Handle(DeleteRouteTableRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => RouteTables.Delete(state, request.RouteTableId!), cancel);
        return new();
    }
}
