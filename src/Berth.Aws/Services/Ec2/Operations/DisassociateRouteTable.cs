using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DisassociateRouteTable(NetworkEditor network) : IOperation<DisassociateRouteTableRequest, DisassociateRouteTableResponse>
{
    public static string Action => "ec2:DisassociateRouteTable";

    public string Resource(DisassociateRouteTableRequest request, Caller caller) => "*";

    public async Task<DisassociateRouteTableResponse> Handle(DisassociateRouteTableRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => RouteTables.Disassociate(state, request.AssociationId!), cancel);
        return new();
    }
}
