using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Deletes a role that has no policies left.</summary>
internal sealed class DeleteRole(IStore store) : IOperation<DeleteRoleRequest, DeleteRoleResponse>
{
    public static string Action => "iam:DeleteRole";

    public string Resource(DeleteRoleRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<DeleteRoleResponse> Handle(DeleteRoleRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.RoleName!;
        if (name == IamNames.InstanceRole) throw new AwsException("UnmodifiableEntity", $"The role {name} is what Berth's own nodes sign with; it cannot be deleted.");
        await new RoleRows(store).Change(name, role =>
        {
            if (role.AttachedPolicyArns.Count > 0) throw IamErrors.DeleteConflict("Cannot delete entity, must detach all policies first.");
            return role.InlinePolicies.Count > 0 ? throw IamErrors.DeleteConflict("Cannot delete entity, must delete policies first.") : null;
        }, cancel);
        return new();
    }
}
