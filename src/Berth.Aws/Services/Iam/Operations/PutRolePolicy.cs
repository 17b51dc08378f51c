using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class PutRolePolicy(IStore store) : IOperation<PutRolePolicyRequest, PutRolePolicyResponse>
{
    public static string Action => "iam:PutRolePolicy";

    public string Resource(PutRolePolicyRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<PutRolePolicyResponse> Handle(PutRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckDocument(request.PolicyDocument!, PolicyUse.Identity);
        await new RoleRows(store).Change(
            request.RoleName!, role => role with { InlinePolicies = new Dictionary<string, string>(role.InlinePolicies) { [request.PolicyName!] = request.PolicyDocument! } }, cancel);
        return new();
    }
}
