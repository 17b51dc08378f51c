using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Gives a group another name or path. Its members say so in the same unit.</summary>
internal sealed class UpdateGroup(IStore store) : IOperation<UpdateGroupRequest, UpdateGroupResponse>
{
    public static string Action => "iam:UpdateGroup";

    public string Resource(UpdateGroupRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public IReadOnlyList<AccessDemand> Demands(UpdateGroupRequest request, Caller caller) => [new(Action, Resource(request, caller)), .. Target(request, caller)];

    public async Task<UpdateGroupResponse> Handle(UpdateGroupRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.GroupName!;
        var newName = request.NewGroupName ?? name;
        IamRules.CheckName("newGroupName", newName);
        var newPath = request.NewPath is null ? null : IamRules.CheckPath(request.NewPath);
        await IamUnit.Run(store, async unit =>
        {
            var group = await unit.Get(HolderKinds.Group, name);
            var path = newPath ?? group.Path;
            if (newName != name) await Move(unit, name, newName);
            unit.Put(HolderKinds.Group, group with { Name = newName, Path = path, Arn = HolderKinds.Group.Arn(caller.Scope, path, newName) });
        }, cancel);
        return new();
    }

    private static async Task Move(IamUnit unit, string name, string newName)
    {
        if ((await unit.All<GroupRecord>(IamNames.GroupKind)).Any(g => g.Name != name && g.Name.Equals(newName, StringComparison.OrdinalIgnoreCase))) throw HolderKinds.Group.Exists(newName);
        unit.Delete(IamNames.GroupKind, name);
        foreach (var listed in (await unit.All<UserRecord>(IamNames.UserKind)).Where(u => u.GroupNames.Contains(name, StringComparer.Ordinal)))
            if (await unit.Find<UserRecord>(IamNames.UserKind, listed.Name) is { } member) unit.Put(HolderKinds.User, member with { GroupNames = [.. member.GroupNames.Select(g => g == name ? newName : g)] });
    }

    /// <summary>IAM asks for both, the group as it was and as it will be. Source: Service authorization reference, UpdateGroup.</summary>
    private IReadOnlyList<AccessDemand> Target(UpdateGroupRequest request, Caller caller) => request.NewGroupName is null && request.NewPath is null
        ? []
        : [new(Action, HolderKinds.Group.Arn(caller.Scope, request.NewPath ?? store.Peek<GroupRecord>(IamNames.GroupKind, request.GroupName)?.Path ?? "/", request.NewGroupName ?? request.GroupName ?? ""))];
}
