using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class PutGroupPolicy(IStore store) : IOperation<PutGroupPolicyRequest, PutGroupPolicyResponse>
{
    public static string Action => "iam:PutGroupPolicy";

    public string Resource(PutGroupPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<PutGroupPolicyResponse> Handle(PutGroupPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.PutInline(store, HolderKinds.Group, request.GroupName!, request.PolicyName!, request.PolicyDocument!, cancel);
        return new();
    }
}
