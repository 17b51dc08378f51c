using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteNetworkAcl(NetworkEditor network) : IOperation<DeleteNetworkAclRequest, DeleteNetworkAclResponse>
{
    public static string Action => "ec2:DeleteNetworkAcl";

    public string Resource(DeleteNetworkAclRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-acl/" + request.NetworkAclId);

    public async Task<DeleteNetworkAclResponse> Handle(DeleteNetworkAclRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => Acls.Delete(state, request.NetworkAclId!), cancel);
        return new();
    }
}
