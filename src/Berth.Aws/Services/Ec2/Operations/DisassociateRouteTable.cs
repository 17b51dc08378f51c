using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DisassociateRouteTable(NetworkEditor network, NamedResources named) : IOperation<DisassociateRouteTableRequest, DisassociateRouteTableResponse>
{
    public static string Action => "ec2:DisassociateRouteTable";

    public string Resource(DisassociateRouteTableRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DisassociateRouteTableRequest request, Caller caller) => [];

    public async Task<DisassociateRouteTableResponse> Handle(DisassociateRouteTableRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireRouteTableAssociation(Action, caller, request.AssociationId, null, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => RouteTables.Disassociate(state, request.AssociationId!), cancel);
        return new();
    }
}
