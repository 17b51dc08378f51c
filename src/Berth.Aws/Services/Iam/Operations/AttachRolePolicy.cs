using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class AttachRolePolicy(IStore store, Profile profile) : IOperation<AttachRolePolicyRequest, AttachRolePolicyResponse>
{
    public static string Action => "iam:AttachRolePolicy";

    public string Resource(AttachRolePolicyRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(AttachRolePolicyRequest request, Caller caller) => [IamDemands.Policy(Action, Resource(request, caller), request.PolicyArn, store.Peek<RoleRecord>(HolderKinds.Role.Row, request.RoleName)?.PermissionsBoundaryArn)];

    public async Task<AttachRolePolicyResponse> Handle(AttachRolePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.Attach(store, HolderKinds.Role, request.RoleName!, request.PolicyArn!, profile, cancel);
        return new();
    }
}
