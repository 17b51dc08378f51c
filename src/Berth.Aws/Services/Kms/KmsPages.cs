using Berth.Aws.Paging;

namespace Berth.Aws.Services.Kms;

/// <summary>KMS calls a token a marker, and says whether there is more.</summary>
internal sealed class KmsPages(PageTokens tokens)
{
    private const int SizeDefault = 50;

    public Page<T> Cut<T>(IEnumerable<T> sorted, Func<T, string> key, string list, string? marker, int? limit) => tokens.Cut(sorted, key, list, marker, limit ?? SizeDefault, KmsErrors.InvalidMarker);
}
