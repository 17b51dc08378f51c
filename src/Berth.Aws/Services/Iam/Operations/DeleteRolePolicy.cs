using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteRolePolicy(IStore store) : IOperation<DeleteRolePolicyRequest, DeleteRolePolicyResponse>
{
    public static string Action => "iam:DeleteRolePolicy";

    public string Resource(DeleteRolePolicyRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<DeleteRolePolicyResponse> Handle(DeleteRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await new RoleRows(store).Change(request.RoleName!, role => role.InlinePolicies.ContainsKey(request.PolicyName!)
            ? role with { InlinePolicies = role.InlinePolicies.Where(p => p.Key != request.PolicyName).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) }
            : throw IamErrors.NoSuchEntity($"The role policy with name {request.PolicyName} cannot be found."), cancel);
        return new();
    }
}
