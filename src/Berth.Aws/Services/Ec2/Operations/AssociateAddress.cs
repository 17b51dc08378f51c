using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>To an interface that a caller made. Nothing of ours carries such a one, so that the address is answered by nobody.</summary>
internal sealed class AssociateAddress(NetworkEditor network, NamedResources named) : IOperation<AssociateAddressRequest, AssociateAddressResponse>
{
    public static string Action => "ec2:AssociateAddress";

    public string Resource(AssociateAddressRequest request, Caller caller) => caller.Scope.Arn("ec2", "elastic-ip/" + request.AllocationId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(AssociateAddressRequest request, Caller caller) => [];

    public async Task<AssociateAddressResponse> Handle(AssociateAddressRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireAddress(Action, caller, new(request.AllocationId, request.PublicIp, NetworkInterfaceId: request.NetworkInterfaceId), cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        if (request.InstanceId is { } instance) throw new AwsException("InvalidInstanceID.NotFound", $"The instance ID '{instance}' does not exist");
        var wish = new AddressAssociation(request.AllocationId, request.PublicIp, request.NetworkInterfaceId, request.PrivateIpAddress, request.AllowReassociation ?? true);
        var done = await network.Change((state, world) => Addresses.Associate(state, world, wish), cancel);
        return new() { AssociationId = done.Ids[0] };
    }
}
