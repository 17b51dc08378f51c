using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListInstanceProfileTags(IStore store, PageTokens tokens) : IOperation<ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse>
{
    public static string Action => "iam:ListInstanceProfileTags";

    public string Resource(ListInstanceProfileTagsRequest request, Caller caller) => store.Peek<InstanceProfileRecord>(IamNames.InstanceProfileKind, request.InstanceProfileName)?.Arn ?? IamNames.InstanceProfileArn(caller.Scope, "/", request.InstanceProfileName ?? "");

    public async Task<ListInstanceProfileTagsResponse> Handle(ListInstanceProfileTagsRequest request, Caller caller, CancellationToken cancel)
    {
        var profile = await new InstanceProfileRows(store).Get(request.InstanceProfileName!, cancel);
        var page = IamPages.Tags(tokens, profile.Tags, $"{Action} {profile.Name}", request.Marker, request.MaxItems);
        return new() { Tags = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
