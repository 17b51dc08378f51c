using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DisassociateAddress(NetworkEditor network) : IOperation<DisassociateAddressRequest, DisassociateAddressResponse>
{
    public static string Action => "ec2:DisassociateAddress";

    public string Resource(DisassociateAddressRequest request, Caller caller) => "*";

    public async Task<DisassociateAddressResponse> Handle(DisassociateAddressRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => Addresses.Disassociate(state, request.AssociationId, request.PublicIp), cancel);
        return new();
    }
}
