using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UntagUser(IStore store) : IOperation<UntagUserRequest, UntagUserResponse>
{
    public static string Action => "iam:UntagUser";

    public string Resource(UntagUserRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(UntagUserRequest request, Caller caller) => [IamDemands.Untag(Action, Resource(request, caller), request.TagKeys)];

    public async Task<UntagUserResponse> Handle(UntagUserRequest request, Caller caller, CancellationToken cancel)
    {
        await store.ChangeEntity(HolderKinds.User, request.UserName!, user => user with { Tags = IamRules.Without(user.Tags, request.TagKeys) }, cancel);
        return new();
    }
}
