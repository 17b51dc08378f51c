using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteGroupPolicy(IStore store) : IOperation<DeleteGroupPolicyRequest, DeleteGroupPolicyResponse>
{
    public static string Action => "iam:DeleteGroupPolicy";

    public string Resource(DeleteGroupPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<DeleteGroupPolicyResponse> Handle(DeleteGroupPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.DeleteInline(store, HolderKinds.Group, request.GroupName!, request.PolicyName!, cancel);
        return new();
    }
}
