using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UpdateAssumeRolePolicy(IStore store) : IOperation<UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse>
{
    public static string Action => "iam:UpdateAssumeRolePolicy";

    public string Resource(UpdateAssumeRolePolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<UpdateAssumeRolePolicyResponse> Handle(UpdateAssumeRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckTrust(request.PolicyDocument!);
        await store.ChangeEntity(HolderKinds.Role, request.RoleName!, role => role with { AssumeRolePolicyDocument = request.PolicyDocument! }, cancel);
        return new();
    }
}
