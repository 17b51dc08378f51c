using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DetachRolePolicy(IStore store) : IOperation<DetachRolePolicyRequest, DetachRolePolicyResponse>
{
    public static string Action => "iam:DetachRolePolicy";

    public string Resource(DetachRolePolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(DetachRolePolicyRequest request, Caller caller) => [IamDemands.Policy(Action, Resource(request, caller), request.PolicyArn, store.Peek<RoleRecord>(HolderKinds.Role.Row, request.RoleName)?.PermissionsBoundaryArn)];

    public async Task<DetachRolePolicyResponse> Handle(DetachRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.Detach(store, HolderKinds.Role, request.RoleName!, request.PolicyArn!, cancel);
        return new();
    }
}
