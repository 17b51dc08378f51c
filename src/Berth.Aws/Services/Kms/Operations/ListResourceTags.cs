using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class ListResourceTags(KeyAccess access, PageTokens tokens) : IOperation<ListResourceTagsRequest, ListResourceTagsResponse>
{
    public static string Action => "kms:ListResourceTags";

    public string Resource(ListResourceTagsRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ListResourceTagsRequest request, Caller caller) => [];

    public async Task<ListResourceTagsResponse> Handle(ListResourceTagsRequest request, Caller caller, CancellationToken cancel)
    {
        var key = await access.FindKey(request.KeyId!, Action, caller, cancel);
        var page = new KmsPages(tokens).Cut(key.Tags.OrderBy(t => t.Key, StringComparer.Ordinal), t => t.Key, $"{Action} {key.KeyId}", request.Marker, request.Limit);
        return new() { Tags = [.. page.Items.Select(t => new TagShape { TagKey = t.Key, TagValue = t.Value })], NextMarker = page.NextToken, Truncated = page.NextToken is not null };
    }
}
