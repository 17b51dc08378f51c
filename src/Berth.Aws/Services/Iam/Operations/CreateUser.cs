using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class CreateUser(IStore store, IIdSource ids, TimeProvider clock, Profile profile) : IOperation<CreateUserRequest, CreateUserResponse>
{
    public static string Action => "iam:CreateUser";

    public string Resource(CreateUserRequest request, Caller caller) => HolderKinds.User.Arn(caller.Scope, request.Path ?? "/", request.UserName ?? "");

    public IReadOnlyList<AccessDemand> Demands(CreateUserRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags, request.PermissionsBoundary)];

    public async Task<CreateUserResponse> Handle(CreateUserRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckName("userName", request.UserName!);
        IamRules.CheckTags(request.Tags, profile);
        var path = IamRules.CheckPath(request.Path);
        var user = new UserRecord
        {
            Name = request.UserName!,
            Path = path,
            UserId = IamNames.NewId("AIDA", ids),
            Arn = HolderKinds.User.Arn(caller.Scope, path, request.UserName!),
            CreatedAt = IamMapping.WholeSeconds(clock.GetUtcNow()),
            PermissionsBoundaryArn = request.PermissionsBoundary,
            Tags = IamMapping.Tags(request.Tags),
        };
        await store.AddPrincipal(HolderKinds.User, user, profile.Quotas.Users, "UsersPerAccount", cancel);
        return new() { User = IamMapping.ToWire(user) };
    }
}
