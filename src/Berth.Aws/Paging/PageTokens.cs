using Berth.Aws.Signing;

namespace Berth.Aws.Paging;

/// <summary>
/// Opaque page tokens. A token holds, sealed, the list that it belongs to and the key of the last item shown; the next page starts behind that key,
/// so that items added or removed meanwhile neither repeat nor hide others.
/// </summary>
public sealed class PageTokens(SigningKeys keys)
{
    private readonly Sealer sealer = new(keys.Sealing, "page");

    /// <param name="list">The operation with whatever filters must stay the same.</param>
    public string Make(string list, string lastKey) => sealer.Seal(list + "\n" + lastKey);

    /// <returns>The last key; null when the token is not of this list.</returns>
    public string? Read(string list, string token) =>
        sealer.Open(token) is { } text && text.StartsWith(list + "\n", StringComparison.Ordinal) ? text[(list.Length + 1)..] : null;

    /// <summary>Cuts one page from items that are sorted by key, in ordinal order.</summary>
    /// <param name="token">From the request; null for the first page.</param>
    /// <param name="invalid">The service's own error for a token that is not ours.</param>
    public Page<T> Cut<T>(IEnumerable<T> sorted, Func<T, string> key, string list, string? token, int sizeMax, Func<AwsException> invalid, bool descending = false)
    {
        var after = After(list, token, invalid);
        var rest = after is null ? sorted : sorted.Where(item => descending ? string.CompareOrdinal(key(item), after) < 0 : string.CompareOrdinal(key(item), after) > 0);
        return Cut(rest.Take(sizeMax + 1).ToList(), key, list, sizeMax);
    }

    /// <summary>Cuts one page from whoever can be asked for so many items behind a key, in ordinal order.</summary>
    /// <param name="ask">Gets the last key shown, null for the first page, and how many items are wanted at most.</param>
    public async Task<Page<T>> Cut<T>(Func<string?, int, Task<IReadOnlyList<T>>> ask, Func<T, string> key, string list, string? token, int sizeMax, Func<AwsException> invalid) =>
        Cut(await ask(After(list, token, invalid), sizeMax + 1), key, list, sizeMax);

    private string? After(string list, string? token, Func<AwsException> invalid) => string.IsNullOrEmpty(token) ? null : Read(list, token) ?? throw invalid();

    /// <param name="items">One more than a page holds, when there are so many.</param>
    private Page<T> Cut<T>(IReadOnlyList<T> items, Func<T, string> key, string list, int sizeMax) =>
        items.Count <= sizeMax ? new(items, null) : new([.. items.Take(sizeMax)], Make(list, key(items[sizeMax - 1])));
}

/// <param name="NextToken">Null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken);
