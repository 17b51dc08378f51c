using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DetachRolePolicy(IStore store) : IOperation<DetachRolePolicyRequest, DetachRolePolicyResponse>
{
    public static string Action => "iam:DetachRolePolicy";

    public string Resource(DetachRolePolicyRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<DetachRolePolicyResponse> Handle(DetachRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await new RoleRows(store).Change(request.RoleName!, role => role.AttachedPolicyArns.Contains(request.PolicyArn, StringComparer.Ordinal)
            ? role with { AttachedPolicyArns = [.. role.AttachedPolicyArns.Where(a => a != request.PolicyArn)] }
            : throw IamErrors.NoSuchEntity($"Policy {request.PolicyArn} was not found."), cancel);
        return new();
    }
}
