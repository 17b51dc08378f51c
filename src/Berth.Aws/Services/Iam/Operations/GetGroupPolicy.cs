using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetGroupPolicy(IStore store) : IOperation<GetGroupPolicyRequest, GetGroupPolicyResponse>
{
    public static string Action => "iam:GetGroupPolicy";

    public string Resource(GetGroupPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<GetGroupPolicyResponse> Handle(GetGroupPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var document = await HolderPolicies.Inline(store, HolderKinds.Group, request.GroupName!, request.PolicyName!, cancel);
        return new() { GroupName = request.GroupName, PolicyName = request.PolicyName, PolicyDocument = document };
    }
}
