using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Gives a user another name or path; its keys and memberships go with it.</summary>
internal sealed class UpdateUser(IStore store) : IOperation<UpdateUserRequest, UpdateUserResponse>
{
    public static string Action => "iam:UpdateUser";

    public string Resource(UpdateUserRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(UpdateUserRequest request, Caller caller) => [new(Action, Resource(request, caller)), .. Target(request, caller)];

    public async Task<UpdateUserResponse> Handle(UpdateUserRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.UserName!;
        var newName = request.NewUserName ?? name;
        IamRules.CheckName("newUserName", newName);
        var newPath = request.NewPath is null ? null : IamRules.CheckPath(request.NewPath);
        await IamUnit.Run(store, async unit =>
        {
            var user = await unit.Get(HolderKinds.User, name);
            var path = newPath ?? user.Path;
            var next = user with { Name = newName, Path = path, Arn = HolderKinds.User.Arn(caller.Scope, path, newName) };
            if (newName != name) await Move(unit, user, newName);
            unit.Put(HolderKinds.User, next);
        }, cancel);
        return new();
    }

    private static async Task Move(IamUnit unit, UserRecord user, string newName)
    {
        if ((await unit.All<UserRecord>(IamNames.UserKind)).Any(u => u.Name != user.Name && u.Name.Equals(newName, StringComparison.OrdinalIgnoreCase))) throw HolderKinds.User.Exists(newName);
        unit.Delete(IamNames.UserKind, user.Name);
        foreach (var id in user.AccessKeyIds)
            if (await unit.Find<AccessKeyRecord>(IamNames.AccessKeyKind, id) is { } key) unit.Put(IamNames.AccessKeyKind, id, key with { UserName = newName });
    }

    /// <summary>IAM asks for both, the user as it was and as it will be. Source: Service authorization reference, UpdateUser.</summary>
    private IReadOnlyList<AccessDemand> Target(UpdateUserRequest request, Caller caller) => request.NewUserName is null && request.NewPath is null
        ? []
        : [new(Action, HolderKinds.User.Arn(caller.Scope, request.NewPath ?? store.Peek<UserRecord>(IamNames.UserKind, request.UserName)?.Path ?? "/", request.NewUserName ?? request.UserName ?? ""))];
}
