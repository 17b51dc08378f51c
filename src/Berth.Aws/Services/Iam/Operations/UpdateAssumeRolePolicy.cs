using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UpdateAssumeRolePolicy(IStore store) : IOperation<UpdateAssumeRolePolicyRequest, UpdateAssumeRolePolicyResponse>
{
    public static string Action => "iam:UpdateAssumeRolePolicy";

    public string Resource(UpdateAssumeRolePolicyRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<UpdateAssumeRolePolicyResponse> Handle(UpdateAssumeRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckDocument(request.PolicyDocument!, PolicyUse.Trust);
        await new RoleRows(store).Change(request.RoleName!, role => role with { AssumeRolePolicyDocument = request.PolicyDocument! }, cancel);
        return new();
    }
}
