using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Deletes the role of a service that does not need it any longer; whether it did is asked of GetServiceLinkedRoleDeletionStatus.</summary>
internal sealed class DeleteServiceLinkedRole(IStore store, LinkedRoleDeletions deletions) : IOperation<DeleteServiceLinkedRoleRequest, DeleteServiceLinkedRoleResponse>
{
    public static string Action => "iam:DeleteServiceLinkedRole";

    public string Resource(DeleteServiceLinkedRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(DeleteServiceLinkedRoleRequest request, Caller caller) => [new(Action, Resource(request, caller)) { Keys = IamDemands.Keys(("iam:AWSServiceName", store.Peek<RoleRecord>(IamNames.RoleKind, request.RoleName)?.LinkedService)) }];

    public async Task<DeleteServiceLinkedRoleResponse> Handle(DeleteServiceLinkedRoleRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await store.GetEntity(HolderKinds.Role, request.RoleName!, cancel);
        if (role.LinkedService is null) throw IamErrors.InvalidInput($"Role with name {role.Name} is not a service linked role");
        return new() { DeletionTaskId = await deletions.Delete(role, caller.Scope.Region, cancel) };
    }
}
