using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListRoleTags(IStore store, PageTokens tokens) : IOperation<ListRoleTagsRequest, ListRoleTagsResponse>
{
    public static string Action => "iam:ListRoleTags";

    public string Resource(ListRoleTagsRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<ListRoleTagsResponse> Handle(ListRoleTagsRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await new RoleRows(store).Get(request.RoleName!, cancel);
        var page = tokens.Cut(role.Tags.OrderBy(t => t.Key, StringComparer.Ordinal), t => t.Key, $"{Action} {role.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Tags = [.. page.Items.Select(t => new TagShape { Key = t.Key, Value = t.Value })], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
