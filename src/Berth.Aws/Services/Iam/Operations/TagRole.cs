using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class TagRole(IStore store, Profile profile) : IOperation<TagRoleRequest, TagRoleResponse>
{
    public static string Action => "iam:TagRole";

    public string Resource(TagRoleRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public IReadOnlyList<AccessDemand> Demands(TagRoleRequest request, Caller caller) => [IamDemands.Create(Action, Resource(request, caller), request.Tags)];

    public async Task<TagRoleResponse> Handle(TagRoleRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckTags(request.Tags, profile);
        await store.ChangeEntity(HolderKinds.Role, request.RoleName!, role => role with { Tags = IamRules.Merge(role.Tags, request.Tags, profile) }, cancel);
        return new();
    }
}
