using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteRolePermissionsBoundary(IStore store) : IOperation<DeleteRolePermissionsBoundaryRequest, DeleteRolePermissionsBoundaryResponse>
{
    public static string Action => "iam:DeleteRolePermissionsBoundary";

    public string Resource(DeleteRolePermissionsBoundaryRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(DeleteRolePermissionsBoundaryRequest request, Caller caller) => [IamDemands.Boundary(Action, Resource(request, caller), store.Peek<RoleRecord>(HolderKinds.Role.Row, request.RoleName)?.PermissionsBoundaryArn)];

    public async Task<DeleteRolePermissionsBoundaryResponse> Handle(DeleteRolePermissionsBoundaryRequest request, Caller caller, CancellationToken cancel)
    {
        await HolderPolicies.DropBoundary(store, HolderKinds.Role, request.RoleName!, cancel);
        return new();
    }
}
