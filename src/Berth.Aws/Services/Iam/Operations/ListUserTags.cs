using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListUserTags(IStore store, PageTokens tokens) : IOperation<ListUserTagsRequest, ListUserTagsResponse>
{
    public static string Action => "iam:ListUserTags";

    public string Resource(ListUserTagsRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public async Task<ListUserTagsResponse> Handle(ListUserTagsRequest request, Caller caller, CancellationToken cancel)
    {
        var user = await store.GetEntity(HolderKinds.User, request.UserName!, cancel);
        var page = IamPages.Tags(tokens, user.Tags, $"{Action} {user.Name}", request.Marker, request.MaxItems);
        return new() { Tags = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
