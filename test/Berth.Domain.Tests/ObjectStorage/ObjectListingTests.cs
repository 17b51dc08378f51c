using Berth.Domain.ObjectStorage;
using CsCheck;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class ObjectListingTests
{
    private const string Keys = "a.txt photos/ photos/a photos/b/1 photos/b/2 photos/c z.txt";

    [Theory]
    [InlineData("", "", null, 100, "a.txt photos/ photos/a photos/b/1 photos/b/2 photos/c z.txt")]
    [InlineData("", "/", null, 100, "a.txt [photos/] z.txt")]
    [InlineData("photos/", "/", null, 100, "photos/ photos/a [photos/b/] photos/c")]
    [InlineData("photos/b", "", null, 100, "photos/b/1 photos/b/2")]
    [InlineData("photos", "", "photos/b/1", 100, "photos/b/2 photos/c")]
    [InlineData("", "/", null, 2, "a.txt [photos/] …")]
    [InlineData("", "/", null, 3, "a.txt [photos/] z.txt")]
    [InlineData("", "", null, 0, "")]
    [InlineData("none", "", null, 5, "")]
    [InlineData("", "o", null, 9, "a.txt [pho] z.txt")]
    [InlineData("", "/", "photos/a", 9, "[photos/] z.txt")] // As on S3: what follows the key shows its group.
    public void Lists(string prefix, string delimiter, string? after, int max, string items) =>
        Assert.Equal(items, Show(List(Keys.Split(' '), new(prefix, delimiter, after, max), 3)));

    [Fact]
    public void A_page_goes_on_behind_a_group()
    {
        var first = List(Keys.Split(' '), new("", "/", null, 2), 3);
        Assert.Equal("z.txt", Show(List(Keys.Split(' '), new("", "/", ObjectListing.Behind(first.Items[^1]), 2), 3)));
    }

    [Fact]
    public void A_group_whose_keys_sort_behind_it_is_shown_once()
    {
        string[] keys = ["b\uE000", "b\uE000ab", "\uE000/"];
        var first = List(keys, new("", "b", "b/a", 1), 1);
        Assert.Equal("[b] …", Show(first));
        Assert.Equal("\uE000/", Show(List(keys, new("", "b", ObjectListing.Behind(first.Items[^1]), 1), 1)));
    }

    [Fact]
    public void A_large_group_is_read_once_and_left()
    {
        var reads = 0;
        var keys = Enumerable.Range(0, 10_000).Select(n => $"big/{n:D5}").Append("end").ToArray();
        Assert.Equal("[big/] end", Show(List(keys, new("", "/", null, 10), 11, () => reads++)));
        Assert.True(reads <= 3, $"{reads} reads");
    }

    /// <summary>Safety: never more than a page, never an item twice, never one that a naive grouping would not show.</summary>
    [Fact]
    public void Never_shows_what_is_not_there() => Any.Sample((keys, ask, batch) =>
    {
        var page = List(keys, ask, batch);
        var naive = Naive(keys, ask);
        return page.Items.Count <= ask.ItemsMax && page.Items.Distinct().Count() == page.Items.Count && page.Items.SequenceEqual(naive.Take(ask.ItemsMax)) && page.IsTruncated == (ask.ItemsMax > 0 && naive.Count > ask.ItemsMax);
    });

    /// <summary>Liveness: page by page everything is shown.</summary>
    [Fact]
    public void Always_shows_everything_in_the_end() => Any.Where((_, ask, _) => ask.ItemsMax > 0).Sample((keys, ask, batch) =>
    {
        var shown = new List<ListingItem>();
        var expected = Naive(keys, ask);
        for (var rounds = 0; rounds <= keys.Length; rounds++)
        {
            var page = List(keys, ask, batch);
            shown.AddRange(page.Items);
            if (!page.IsTruncated) return shown.SequenceEqual(expected);
            ask = ask with { After = ObjectListing.Behind(page.Items[^1]) };
        }

        return false;
    });

    private static readonly Gen<(string[] Keys, ListingAsk Ask, int Batch)> Any =
        from keys in Gen.Char["ab/\uE000"].Array[1, 6].Select(c => new string(c)).Array[0, 30]
        from prefix in OneOf("", "a", "b/", "a/b")
        from delimiter in OneOf("", "/", "b")
        from after in OneOf<string?>(null, "a", "ab", "b/a")
        from max in Gen.Int[0, 6]
        from batch in Gen.Int[1, 7]
        select (keys.Distinct().Order(StringComparer.Ordinal).ToArray(), new ListingAsk(prefix, delimiter, after, max), batch);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static List<ListingItem> Naive(string[] keys, ListingAsk ask) =>
        [.. keys.Where(k => k.StartsWith(ask.Prefix, StringComparison.Ordinal) && (ask.After is null || string.CompareOrdinal(k, ask.After) > 0))
            .Select(k => ObjectListing.CommonPrefix(k, ask.Prefix, ask.Delimiter) is { } group ? new ListingItem(group, true) : new(k, false)).Distinct()];

    private static ListingState List(string[] keys, ListingAsk ask, int batch, Action? onRead = null)
    {
        var state = ObjectListing.Begin(ask);
        while (!state.IsDone)
        {
            onRead?.Invoke();
            var next = keys.Where(k => k.StartsWith(ask.Prefix, StringComparison.Ordinal) && (state.After is null || string.CompareOrdinal(k, state.After) > 0)).Take(batch).ToList();
            state = ObjectListing.Step(ask, state, next, next.Count == batch);
        }

        return state;
    }

    private static string Show(ListingState page) => string.Join(' ', page.Items.Select(i => i.IsPrefix ? $"[{i.Text}]" : i.Text).Concat(page.IsTruncated ? ["…"] : Array.Empty<string>()));
}
