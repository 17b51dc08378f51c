using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteRolePolicy(IStore store) : IOperation<DeleteRolePolicyRequest, DeleteRolePolicyResponse>
{
    public static string Action => "iam:DeleteRolePolicy";

    public string Resource(DeleteRolePolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(DeleteRolePolicyRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), store.Peek<RoleRecord>(HolderKinds.Role.Row, request.RoleName)?.PermissionsBoundaryArn)];

    public async Task<DeleteRolePolicyResponse> Handle(DeleteRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.DeleteInline(store, HolderKinds.Role, request.RoleName!, request.PolicyName!, cancel);
        return new();
    }
}
