using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListRoleTags(IStore store, PageTokens tokens) : IOperation<ListRoleTagsRequest, ListRoleTagsResponse>
{
    public static string Action => "iam:ListRoleTags";

    public string Resource(ListRoleTagsRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<ListRoleTagsResponse> Handle(ListRoleTagsRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await store.GetEntity(HolderKinds.Role, request.RoleName!, cancel);
        var page = IamPages.Tags(tokens, role.Tags, $"{Action} {role.Name}", request.Marker, request.MaxItems);
        return new() { Tags = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
