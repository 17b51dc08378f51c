using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class ReplaceNetworkAclAssociation(NetworkEditor network, NamedResources named) : IOperation<ReplaceNetworkAclAssociationRequest, ReplaceNetworkAclAssociationResponse>
{
    public static string Action => "ec2:ReplaceNetworkAclAssociation";

    public string Resource(ReplaceNetworkAclAssociationRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-acl/" + request.NetworkAclId);

    /// <summary>Handle asks, once it is known what is meant.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ReplaceNetworkAclAssociationRequest request, Caller caller) => [];

    public async Task<ReplaceNetworkAclAssociationResponse> Handle(ReplaceNetworkAclAssociationRequest request, Caller caller, CancellationToken cancel)
    {
        await named.RequireAclAssociation(Action, caller, request.AssociationId, request.NetworkAclId, cancel);
        Ec2Errors.CheckDryRun(request.DryRun);
        var done = await network.Change((state, world) => Acls.Replace(state, world, request.AssociationId!, request.NetworkAclId!), cancel);
        return new() { NewAssociationId = done.Ids[0] };
    }
}
