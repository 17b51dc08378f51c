using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class AddUserToGroup(IStore store) : IOperation<AddUserToGroupRequest, AddUserToGroupResponse>
{
    public static string Action => "iam:AddUserToGroup";

    public string Resource(AddUserToGroupRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<AddUserToGroupResponse> Handle(AddUserToGroupRequest request, Caller caller, CancellationToken cancel)
    {
        await IamUnit.Run(store, async unit =>
        {
            var group = await unit.Get(HolderKinds.Group, request.GroupName!);
            var user = await unit.Get(HolderKinds.User, request.UserName!);
            if (user.GroupNames.Contains(group.Name, StringComparer.Ordinal)) return;
            if (user.GroupNames.Count >= IamQuotas.GroupsPerUser) throw IamErrors.LimitExceeded($"Cannot exceed quota for GroupsPerUser: {IamQuotas.GroupsPerUser}");
            unit.Put(HolderKinds.User, user with { GroupNames = [.. user.GroupNames, group.Name] });
            unit.Touch(IamNames.GroupKind, group.Name);
        }, cancel);
        return new();
    }
}
