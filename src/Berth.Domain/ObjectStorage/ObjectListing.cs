namespace Berth.Domain.ObjectStorage;

/// <summary>What a listing asks for.</summary>
/// <param name="Prefix">Empty for every key.</param>
/// <param name="Delimiter">Empty for none: keys that hold it behind the prefix are shown once, as their common prefix.</param>
/// <param name="After">Only what follows this text; see <see cref="ObjectListing.Behind"/>. Null for all.</param>
/// <param name="ItemsMax">Keys and common prefixes together.</param>
public sealed record ListingAsk(string Prefix, string Delimiter, string? After, int ItemsMax);

/// <summary>A key, or a common prefix of many.</summary>
public readonly record struct ListingItem(string Text, bool IsPrefix);

/// <summary>A listing under way: pages of keys go in until it is <see cref="IsDone"/>.</summary>
/// <param name="After">Where to read on: keys up to it are of no interest.</param>
public sealed record ListingState(IReadOnlyList<ListingItem> Items, string? After, bool IsDone, bool IsTruncated);

/// <summary>Groups sorted keys as ListObjects shows them, and says where to read on, so that a group of a million keys costs two reads. Pure. Source: Amazon S3 user guide, organizing objects using prefixes.</summary>
public static class ObjectListing
{
    /// <summary>The last character there is: behind every key that begins with what stands before it.</summary>
    private const string Last = "\U0010FFFF";

    public static ListingState Begin(ListingAsk ask) => new([], ask.After, ask.ItemsMax == 0, false);

    /// <summary>What to list after so that an item is not shown again.</summary>
    public static string Behind(ListingItem item) => item.IsPrefix ? item.Text + Last : item.Text;

    /// <summary>The common prefix that a key is shown as; null when it is shown itself.</summary>
    public static string? CommonPrefix(string key, string prefix, string delimiter)
    {
        if (delimiter.Length == 0) return null;
        var at = key.IndexOf(delimiter, Math.Min(prefix.Length, key.Length), StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + delimiter.Length)];
    }

    /// <param name="keys">The next keys behind the state's <see cref="ListingState.After"/> that begin with the prefix, in the store's order.</param>
    /// <param name="more">Whether the store may have further keys behind these.</param>
    public static ListingState Step(ListingAsk ask, ListingState state, IReadOnlyList<string> keys, bool more)
    {
        var items = state.Items.ToList();
        var after = state.After;
        foreach (var key in keys)
        {
            var group = CommonPrefix(key, ask.Prefix, ask.Delimiter);
            var item = new ListingItem(group ?? key, group is not null);

            // A group that the page before ended with may go on, for as long as it likes: some of its keys sort behind it.
            if (group is not null && (IsShown(items, group) || ask.After == Behind(item) || after == Behind(item))) continue;
            if (items.Count == ask.ItemsMax) return new(items, after, true, true);
            items.Add(item);
            after = Behind(item);
        }

        if (!more || keys.Count == 0) return new(items, after, true, false);

        // The store may order characters beyond U+FFFF otherwise than we do: going on from the last key read never stands still.
        return new(items, items is [.., { IsPrefix: true } last] && keys[^1].StartsWith(last.Text, StringComparison.Ordinal) && string.CompareOrdinal(keys[^1], Behind(last)) < 0 ? Behind(last) : keys[^1], false, false);
    }

    private static bool IsShown(List<ListingItem> items, string group) => items is [.., { IsPrefix: true } last] && last.Text == group;
}
