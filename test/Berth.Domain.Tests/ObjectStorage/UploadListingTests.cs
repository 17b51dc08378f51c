using Berth.Domain.ObjectStorage;
using CsCheck;

namespace Berth.Domain.Tests.ObjectStorage;

public sealed class UploadListingTests
{
    // Two uploads of a, one of b/1, one of b/2, one of c; ids are 1 to 5.
    [Theory]
    [InlineData("", "", "", "", 10, "a1 a2 b/13 b/24 c5")]
    [InlineData("", "/", "", "", 10, "a1 a2 c5 [b/]")]
    [InlineData("b", "", "", "", 10, "b/13 b/24")]
    [InlineData("", "", "a", "", 10, "b/13 b/24 c5")]
    [InlineData("", "", "a", "1", 10, "a2 b/13 b/24 c5")]
    [InlineData("", "", "", "", 2, "a1 a2 … a 2")]
    [InlineData("", "/", "", "", 3, "a1 a2 [b/] … b/ ")]
    [InlineData("", "/", "b/", "", 3, "c5")]
    public void Cuts(string prefix, string delimiter, string keyMarker, string idMarker, int max, string shown) => Assert.Equal(shown, Show(UploadListing.Page(All, new(prefix, delimiter, keyMarker, idMarker, max))));

    /// <summary>Safety and liveness: page by page each upload is shown once.</summary>
    [Fact]
    public void Shows_each_once() => Gen.Select(Gen.Char["ab"].Array[1, 2].Select(c => new string(c)).Array[0, 12], Gen.Int[1, 4]).Sample((keys, max) =>
    {
        var sorted = keys.Order(StringComparer.Ordinal).Select((key, at) => Upload(key, $"{at}")).ToList();
        var (seen, ask) = (new List<string>(), new UploadAsk("", "", "", "", max));
        for (var rounds = 0; rounds <= keys.Length; rounds++)
        {
            var page = UploadListing.Page(sorted, ask);
            seen.AddRange(page.Uploads.Select(u => u.UploadId));
            if (!page.IsTruncated) return seen.SequenceEqual(sorted.Select(u => u.UploadId));
            ask = ask with { KeyMarker = page.NextKey, UploadIdMarker = page.NextUploadId };
        }

        return false;
    });

    private static readonly UploadRecord[] All = [Upload("a", "1"), Upload("a", "2"), Upload("b/1", "3"), Upload("b/2", "4"), Upload("c", "5")];

    private static UploadRecord Upload(string key, string id) => new() { UploadId = id, Bucket = "bucket", Key = key, InitiatedAt = DateTimeOffset.UnixEpoch, InitiatorArn = "me" };

    private static string Show(UploadPage page) =>
        string.Join(' ', [.. page.Uploads.Select(u => u.Key + u.UploadId), .. page.Prefixes.Select(p => $"[{p}]"), .. page.IsTruncated ? (string[])[$"… {page.NextKey} {page.NextUploadId}"] : []]);
}
