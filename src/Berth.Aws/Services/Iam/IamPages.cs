using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;

namespace Berth.Aws.Services.Iam;

internal static class IamPages
{
    /// <summary>100 when nothing is said; the model's own rule holds it between 1 and 1,000.</summary>
    public static int Size(int? asked) => asked ?? 100;

    /// <summary>A page of tags, in the order of their keys.</summary>
    public static Page<TagShape> Tags(PageTokens tokens, IReadOnlyDictionary<string, string> tags, string list, string? marker, int? maxItems)
    {
        var page = tokens.Cut(tags.OrderBy(t => t.Key, StringComparer.Ordinal), t => t.Key, list, marker, Size(maxItems), IamErrors.InvalidMarker);
        return new([.. page.Items.Select(t => new TagShape { Key = t.Key, Value = t.Value })], page.NextToken);
    }
}
