namespace Berth.Domain.ObjectStorage;

/// <param name="KeyMarker">Only uploads of later keys; with <paramref name="UploadIdMarker"/> also those of this key that are listed behind that one. Empty for all. A marker that is a common prefix stands for everything below it.</param>
public sealed record UploadAsk(string Prefix, string Delimiter, string KeyMarker, string UploadIdMarker, int ItemsMax);

/// <param name="NextKey">The last item's key or common prefix; empty on the last page.</param>
/// <param name="NextUploadId">The last item's upload; empty for a common prefix.</param>
public sealed record UploadPage(IReadOnlyList<UploadRecord> Uploads, IReadOnlyList<string> Prefixes, bool IsTruncated, string NextKey, string NextUploadId);

/// <summary>Cuts a page of uploads under way. Pure. Source: Amazon S3 API, ListMultipartUploads.</summary>
public static class UploadListing
{
    /// <param name="sorted">By key, then by age.</param>
    public static UploadPage Page(IReadOnlyList<UploadRecord> sorted, UploadAsk ask)
    {
        var (uploads, prefixes) = (new List<UploadRecord>(), new List<string>());
        var (nextKey, nextId) = ("", "");
        foreach (var upload in Behind(sorted.Where(u => u.Key.StartsWith(ask.Prefix, StringComparison.Ordinal)), ask))
        {
            var group = ObjectListing.CommonPrefix(upload.Key, ask.Prefix, ask.Delimiter);
            if (group is not null && (prefixes.Contains(group) || group == ask.KeyMarker)) continue;
            if (uploads.Count + prefixes.Count == ask.ItemsMax) return new(uploads, prefixes, true, nextKey, nextId);
            if (group is null) uploads.Add(upload);
            else prefixes.Add(group);
            (nextKey, nextId) = group is null ? (upload.Key, upload.UploadId) : (group, "");
        }

        return new(uploads, prefixes, false, "", "");
    }

    private static IEnumerable<UploadRecord> Behind(IEnumerable<UploadRecord> sorted, UploadAsk ask)
    {
        if (ask.KeyMarker.Length == 0) return sorted;
        var rest = sorted.SkipWhile(u => string.CompareOrdinal(u.Key, ask.KeyMarker) < 0).ToList();
        var same = rest.TakeWhile(u => u.Key == ask.KeyMarker).ToList();
        var shown = ask.UploadIdMarker.Length == 0 ? same.Count : same.FindIndex(u => u.UploadId == ask.UploadIdMarker) + 1;
        return rest.Skip(shown);
    }
}
