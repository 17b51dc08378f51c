using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Deletes a user that has nothing left.</summary>
internal sealed class DeleteUser(IStore store) : IOperation<DeleteUserRequest, DeleteUserResponse>
{
    public static string Action => "iam:DeleteUser";

    public string Resource(DeleteUserRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public async Task<DeleteUserResponse> Handle(DeleteUserRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.UserName!;
        await IamUnit.Run(store, async unit =>
        {
            var user = await unit.Get(HolderKinds.User, name);
            HolderPolicies.CheckNone(user);
            if (user.AccessKeyIds.Count > 0) throw IamErrors.DeleteConflict("Cannot delete entity, must delete access keys first.");
            if (user.GroupNames.Count > 0) throw IamErrors.DeleteConflict("Cannot delete entity, must remove users from group first.");
            unit.Delete(IamNames.UserKind, name);
        }, cancel);
        return new();
    }
}
