using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DisassociateAddress(NetworkEditor network, NamedResources named) : IOperation<DisassociateAddressRequest, DisassociateAddressResponse>
{
    public static string Action => "ec2:DisassociateAddress";

    public string Resource(DisassociateAddressRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DisassociateAddressRequest request, Caller caller) => [];

    public async Task<DisassociateAddressResponse> Handle(DisassociateAddressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireAddress(Action, caller, new(null, request.AssociationId is null ? request.PublicIp : null, request.AssociationId), cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => Addresses.Disassociate(state, request.AssociationId, request.PublicIp), cancel);
        return new();
    }
}
