using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class PutRolePolicy(IStore store) : IOperation<PutRolePolicyRequest, PutRolePolicyResponse>
{
    public static string Action => "iam:PutRolePolicy";

    public string Resource(PutRolePolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(PutRolePolicyRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), store.Peek<RoleRecord>(HolderKinds.Role.Row, request.RoleName)?.PermissionsBoundaryArn)];

    public async Task<PutRolePolicyResponse> Handle(PutRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.PutInline(store, HolderKinds.Role, request.RoleName!, request.PolicyName!, request.PolicyDocument!, cancel);
        return new();
    }
}
