using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class TagRole(IStore store, Profile profile) : IOperation<TagRoleRequest, TagRoleResponse>
{
    public static string Action => "iam:TagRole";

    public string Resource(TagRoleRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<TagRoleResponse> Handle(TagRoleRequest request, Caller caller, CancellationToken cancel)
    {
        IamRules.CheckTags(request.Tags, profile);
        await new RoleRows(store).Change(request.RoleName!, role =>
        {
            var tags = new Dictionary<string, string>(role.Tags);
            foreach (var (key, value) in IamMapping.Tags(request.Tags)) tags[key] = value;
            return tags.Count <= profile.Quotas.TagsPerResource ? role with { Tags = tags } : throw IamErrors.LimitExceeded($"The number of tags has reached the maximum limit of {profile.Quotas.TagsPerResource}.");
        }, cancel);
        return new();
    }
}
