using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class AssociateRouteTable(NetworkEditor network) : IOperation<AssociateRouteTableRequest, AssociateRouteTableResponse>
{
    public static string Action => "ec2:AssociateRouteTable";

    public string Resource(AssociateRouteTableRequest request, Caller caller) => caller.Scope.Arn("ec2", "route-table/" + request.RouteTableId);

    public IReadOnlyList<AccessDemand>? Demands(AssociateRouteTableRequest request, Caller caller) => Ec2Demands.On(Action, caller, [request.RouteTableId, request.SubnetId]);

    public async Task<AssociateRouteTableResponse> Handle(AssociateRouteTableRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.GatewayId is not null) throw Ec2Errors.NotYet("route tables of gateways (gatewayId)");
        if (request.PublicIpv4Pool is not null) throw Ec2Errors.NotYet("route tables of address pools (publicIpv4Pool)");
        if (request.SubnetId is not { } subnet) throw Ec2Errors.Missing("subnetId");
        var done = await network.Change((state, world) => RouteTables.Associate(state, world, request.RouteTableId!, subnet), cancel);
        return new() { AssociationId = done.Ids[0], AssociationState = RouteTableMapping.Associated() };
    }
}
