using Berth.Aws.Paging;

namespace Berth.Aws.Services.ServiceQuotas;

/// <summary>Pages whose tokens are in the alphabet that this service's model demands: base64 with + and /.</summary>
internal sealed class QuotaPages(PageTokens tokens)
{
    private const int SizeDefault = 100;

    public Page<T> Cut<T>(IEnumerable<T> sorted, Func<T, string> key, string list, string? token, int? sizeMax, bool descending = false)
    {
        var page = tokens.Cut(sorted, key, list, token?.Replace('+', '-').Replace('/', '_'), sizeMax ?? SizeDefault, ServiceQuotasErrors.InvalidToken, descending);
        return page with { NextToken = page.NextToken?.Replace('-', '+').Replace('_', '/') };
    }
}
