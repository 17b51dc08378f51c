using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class TagUser(IStore store, Profile profile) : IOperation<TagUserRequest, TagUserResponse>
{
    public static string Action => "iam:TagUser";

    public string Resource(TagUserRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public IReadOnlyList<AccessDemand> Demands(TagUserRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags)];

    public async Task<TagUserResponse> Handle(TagUserRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckTags(request.Tags, profile);
        await store.ChangeEntity(HolderKinds.User, request.UserName!, user => user with { Tags = IamRules.Merge(user.Tags, request.Tags, profile) }, cancel);
        return new();
    }
}
