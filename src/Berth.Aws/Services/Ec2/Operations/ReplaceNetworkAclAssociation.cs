using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class ReplaceNetworkAclAssociation(NetworkEditor network) : IOperation<ReplaceNetworkAclAssociationRequest, ReplaceNetworkAclAssociationResponse>
{
    public static string Action => "ec2:ReplaceNetworkAclAssociation";

    public string Resource(ReplaceNetworkAclAssociationRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-acl/" + request.NetworkAclId);

    public async Task<ReplaceNetworkAclAssociationResponse> Handle(ReplaceNetworkAclAssociationRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var done = await network.Change((state, world) => Acls.Replace(state, world, request.AssociationId!, request.NetworkAclId!), cancel);
        return new() { NewAssociationId = done.Ids[0] };
    }
}
