using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class RemoveUserFromGroup(IStore store) : IOperation<RemoveUserFromGroupRequest, RemoveUserFromGroupResponse>
{
    public static string Action => "iam:RemoveUserFromGroup";

    public string Resource(RemoveUserFromGroupRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<RemoveUserFromGroupResponse> Handle(RemoveUserFromGroupRequest request, Caller caller, CancellationToken cancel)
    {
        await store.GetEntity(HolderKinds.Group, request.GroupName!, cancel);
        await store.ChangeEntity(HolderKinds.User, request.UserName!, user => user.GroupNames.Contains(request.GroupName!, StringComparer.Ordinal)
            ? user with { GroupNames = [.. user.GroupNames.Where(g => g != request.GroupName)] }
            : throw IamErrors.NoSuchEntity($"User {user.Name} is not in group {request.GroupName}."), cancel);
        return new();
    }
}
