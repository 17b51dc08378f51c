using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Also gives a VPC another main table: then the association is the main one.</summary>
internal sealed class ReplaceRouteTableAssociation(NetworkEditor network, NamedResources named) : IOperation<ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResponse>
{
    public static string Action => "ec2:ReplaceRouteTableAssociation";

    public string Resource(ReplaceRouteTableAssociationRequest request, Caller caller) => caller.Scope.Arn("ec2", "route-table/" + request.RouteTableId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ReplaceRouteTableAssociationRequest request, Caller caller) => [];

    public async Task<ReplaceRouteTableAssociationResponse> Handle(ReplaceRouteTableAssociationRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireRouteTableAssociation(Action, caller, request.AssociationId, request.RouteTableId, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var done = await network.Change((state, world) => RouteTables.Replace(state, world, request.AssociationId!, request.RouteTableId!), cancel);
        return new() { NewAssociationId = done.Ids[0], AssociationState = RouteTableMapping.Associated() };
    }
}
