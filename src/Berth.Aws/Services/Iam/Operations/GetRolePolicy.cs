using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetRolePolicy(IStore store) : IOperation<GetRolePolicyRequest, GetRolePolicyResponse>
{
    public static string Action => "iam:GetRolePolicy";

    public string Resource(GetRolePolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<GetRolePolicyResponse> Handle(GetRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var document = await HolderPolicies.Inline(store, HolderKinds.Role, request.RoleName!, request.PolicyName!, cancel);
        return new() { RoleName = request.RoleName, PolicyName = request.PolicyName, PolicyDocument = document };
    }
}
