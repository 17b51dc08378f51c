using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetUserPolicy(IStore store) : IOperation<GetUserPolicyRequest, GetUserPolicyResponse>
{
    public static string Action => "iam:GetUserPolicy";

    public string Resource(GetUserPolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public async Task<GetUserPolicyResponse> Handle(GetUserPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var document = await HolderPolicies.Inline(store, HolderKinds.User, request.UserName!, request.PolicyName!, cancel);
        return new() { UserName = request.UserName, PolicyName = request.PolicyName, PolicyDocument = document };
    }
}
