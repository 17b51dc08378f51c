using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Deletes a role that has no policies left and stands in no instance profile.</summary>
internal sealed class DeleteRole(IStore store) : IOperation<DeleteRoleRequest, DeleteRoleResponse>
{
    public static string Action => "iam:DeleteRole";

    public string Resource(DeleteRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<DeleteRoleResponse> Handle(DeleteRoleRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.RoleName!;
        if (name == IamNames.InstanceRole) throw IamErrors.Unmodifiable($"The role {name} is what Berth's own nodes sign with; it cannot be deleted.");
        await IamUnit.Run(store, async unit =>
        {
            var role = await unit.Get(HolderKinds.Role, name);
            HolderKinds.GuardRole(role);
            HolderPolicies.CheckNone(role);
            if ((await unit.All<InstanceProfileRecord>(IamNames.InstanceProfileKind)).Any(p => p.RoleNames.Contains(name, StringComparer.Ordinal)))
                throw IamErrors.DeleteConflict("Cannot delete entity, must remove roles from instance profile first.");
            unit.Delete(IamNames.RoleKind, name);
        }, cancel);
        return new();
    }
}
