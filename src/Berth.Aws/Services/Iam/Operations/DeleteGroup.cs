using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Whoever joins a group touches its row, so that it cannot be deleted under them.</summary>
internal sealed class DeleteGroup(IStore store) : IOperation<DeleteGroupRequest, DeleteGroupResponse>
{
    public static string Action => "iam:DeleteGroup";

    public string Resource(DeleteGroupRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<DeleteGroupResponse> Handle(DeleteGroupRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.GroupName!;
        await IamUnit.Run(store, async unit =>
        {
            var group = await unit.Get(HolderKinds.Group, name);
            if ((await unit.All<UserRecord>(IamNames.UserKind)).Any(u => u.GroupNames.Contains(name, StringComparer.Ordinal))) throw IamErrors.DeleteConflict("Cannot delete entity, must remove users from group first.");
            HolderPolicies.CheckNone(group);
            unit.Delete(IamNames.GroupKind, name);
        }, cancel);
        return new();
    }
}
