using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DeleteNetworkAclEntry(NetworkEditor network) : IOperation<DeleteNetworkAclEntryRequest, DeleteNetworkAclEntryResponse>
{
    public static string Action => "ec2:DeleteNetworkAclEntry";

    public string Resource(DeleteNetworkAclEntryRequest request, Caller caller) => caller.Scope.Arn("ec2", "network-acl/" + request.NetworkAclId);

    public async Task<DeleteNetworkAclEntryResponse> Handle(DeleteNetworkAclEntryRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        await network.Change((state, _) => AclEntries.Delete(state, request.NetworkAclId!, request.RuleNumber!.Value, request.Egress!.Value), cancel);
        return new();
    }
}
