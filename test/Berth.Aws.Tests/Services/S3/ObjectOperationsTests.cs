using System.Text;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.S3;

[Collection(ObjectFilesOfOne.Name)]
public sealed class ObjectOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private readonly S3Scenery scenery = new(berth);

    private S3Client Root => scenery.Root;

    private string Bucket => "/" + scenery.Bucket;

    public async ValueTask InitializeAsync() => await scenery.Created();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_object_comes_back_with_everything_that_came_with_it()
    {
        var put = (await Root.Send("PUT", Bucket + "/notes/a%20b.txt", "hello", null,
            ("Content-Type", "text/plain"), ("Cache-Control", "no-store"), ("x-amz-meta-Colour", "blue"), ("x-amz-checksum-crc32", "NhCmhg=="), ("x-amz-sdk-checksum-algorithm", "CRC32"))).Expect(200);
        Assert.Equal(Convert.ToHexStringLower(S3Scenery.Md5("hello"u8)), put.ETag);
        var got = (await Root.Send("GET", Bucket + "/notes/a%20b.txt", "", null, ("x-amz-checksum-mode", "ENABLED"))).Expect(200);
        Assert.Equal(("hello", put.ETag, "text/plain", "no-store", "blue", "NhCmhg==", "bytes", "5"), (
            got.Text, got.ETag, got.Headers["Content-Type"], got.Headers["Cache-Control"], got.Headers["x-amz-meta-colour"], got.Headers["x-amz-checksum-crc32"], got.Headers["Accept-Ranges"], got.Headers["Content-Length"]));
        var head = (await Root.Send("HEAD", Bucket + "/notes/a%20b.txt")).Expect(200);
        Assert.Equal(("5", "", false), (head.Headers["Content-Length"], head.Text, head.Headers.ContainsKey("x-amz-checksum-crc32")));
        (await Root.Send("PUT", Bucket + "/bare", "x")).Expect(200);
        Assert.Equal("binary/octet-stream", (await Root.Send("GET", Bucket + "/bare")).Headers["Content-Type"]);
    }

    [Theory]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/./a")]
    [InlineData("/%E6%97%A5%E6%9C%AC.txt")]
    [InlineData("/a%2Bb+c")]
    [InlineData("/%0Aline")]
    [InlineData("/100%25")]
    [InlineData("/folder/")]
    public async Task A_key_may_be_anything(string key)
    {
        (await Root.Send("PUT", Bucket + key, key)).Expect(200);
        Assert.Equal(key, (await Root.Send("GET", Bucket + key)).Expect(200).Text);
        var listed = (await Root.Send("GET", Bucket + "?list-type=2&encoding-type=url")).Expect(200).Xml.Descendants("Key").Single().Value;
        Assert.Equal(Uri.UnescapeDataString(key[1..]), Uri.UnescapeDataString(listed));
    }

    [Fact]
    public async Task But_text_it_must_be() => (await Root.Send("PUT", Bucket + "/%ff", "x")).Refused(400, "InvalidURI");

    [Fact]
    public async Task A_key_has_a_kibibyte()
    {
        (await Root.Send("PUT", $"{Bucket}/{new string('k', 1024)}", "x")).Expect(200);
        (await Root.Send("PUT", $"{Bucket}/{new string('k', 1025)}", "x")).Refused(400, "KeyTooLongError");
        (await Root.Send("PUT", $"{Bucket}/meta", "x", null, ("x-amz-meta-a", new('v', 2048)))).Refused(400, "MetadataTooLarge");
    }

    [Theory]
    [InlineData("bytes=0-1", 206, "he", "bytes 0-1/5")]
    [InlineData("bytes=-2", 206, "lo", "bytes 3-4/5")]
    [InlineData("bytes=3-", 206, "lo", "bytes 3-4/5")]
    [InlineData("bytes=0-0,2-3", 200, "hello", "")]
    public async Task A_range_can_be_fetched(string range, int status, string text, string contentRange)
    {
        await scenery.Put("a", "hello");
        var part = (await Root.Send("GET", Bucket + "/a", "", null, ("Range", range))).Expect(status);
        Assert.Equal((text, contentRange), (part.Text, part.Headers.GetValueOrDefault("Content-Range", "")));
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused()
    {
        await scenery.Put("a", "hello");
        var refused = (await Root.Send("GET", Bucket + "/a", "", null, ("Range", "bytes=5-"))).Refused(416, "InvalidRange");
        Assert.Equal("5", refused.Xml.Element("ActualObjectSize")!.Value);
    }

    [Fact]
    public async Task Conditions_decide()
    {
        var tag = $"\"{(await scenery.Put("a", "hello")).ETag}\"";
        Assert.Equal(304, (await Root.Send("GET", Bucket + "/a", "", null, ("If-None-Match", tag))).Status);
        (await Root.Send("GET", Bucket + "/a", "", null, ("If-Match", "\"other\""))).Refused(412, "PreconditionFailed");
        (await Root.Send("PUT", Bucket + "/a", "again", null, ("If-None-Match", "*"))).Refused(412, "PreconditionFailed");
        (await Root.Send("PUT", Bucket + "/a", "again", null, ("If-Match", tag))).Expect(200);
        (await Root.Send("PUT", Bucket + "/a", "more", null, ("If-Match", tag))).Refused(412, "PreconditionFailed");
        Assert.Equal("again", (await Root.Send("GET", Bucket + "/a")).Text);
    }

    [Fact]
    public async Task Two_who_create_the_same_key_are_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Root.Send("PUT", Bucket + "/once", $"{n}", null, ("If-None-Match", "*"))));
        Assert.Equal((1, 7), (answers.Count(a => a.Status == 200), answers.Count(a => a.Status == 412)));
    }

    // What a sender promises, and what comes of it when it is not so.
    [Theory]
    [InlineData("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==", 200, "")]
    [InlineData("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==", 400, "BadDigest")]
    [InlineData("Content-MD5", "short", 400, "InvalidDigest")]
    [InlineData("x-amz-checksum-crc32", "NhCmhg==", 200, "")]
    [InlineData("x-amz-checksum-crc32", "AAAAAA==", 400, "BadDigest")]
    [InlineData("x-amz-checksum-crc32c", "mnG7TA==", 200, "")]
    [InlineData("x-amz-checksum-sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00=", 200, "")]
    [InlineData("x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", 200, "")]
    [InlineData("x-amz-checksum-sha256", "AAAA", 400, "BadDigest")]
    [InlineData("x-amz-sdk-checksum-algorithm", "CRC32", 400, "InvalidRequest")]
    public async Task What_is_promised_is_checked(string name, string value, int status, string code)
    {
        var answer = await Root.Send("PUT", Bucket + "/promised", "hello", null, (name, value));
        Assert.Equal((status, code), (answer.Status, answer.Status == 200 ? "" : answer.Code));
        Assert.Equal(status == 200 ? 200 : 404, (await Root.Send("HEAD", Bucket + "/promised")).Status);
    }

    [Fact]
    public async Task Replaced_and_deleted_bytes_leave_the_disk()
    {
        var before = scenery.Files();
        foreach (var text in (string[])["one", "two", "three"]) await scenery.Put("a", text);
        Assert.Equal(before + 1, scenery.Files());
        (await Root.Send("DELETE", Bucket + "/a")).Expect(204);
        (await Root.Send("DELETE", Bucket + "/a")).Expect(204);
        (await Root.Send("GET", Bucket + "/a")).Refused(404, "NoSuchKey");
        Assert.Equal(before, scenery.Files());
    }

    [Fact]
    public async Task A_thousand_keys_go_at_once()
    {
        await scenery.Put("a", "x");
        await scenery.Put("b", "x");
        const string document = "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object><Object><Key>c</Key></Object></Delete>";
        var md5 = ("Content-MD5", Convert.ToBase64String(S3Scenery.Md5(Encoding.UTF8.GetBytes(document))));
        (await Root.Send("POST", Bucket + "?delete", document)).Refused(400, "InvalidRequest");
        var gone = (await Root.Send("POST", Bucket + "?delete", document, null, md5)).Expect(200);
        Assert.Equal(["a", "b", "c"], gone.Xml.Elements("Deleted").Select(d => d.Element("Key")!.Value));
        Assert.Equal("", S3Scenery.Items(await Root.Send("GET", Bucket + "?list-type=2")));
        var versioned = document.Replace("<Key>a</Key>", "<Key>a</Key><VersionId>1</VersionId>", StringComparison.Ordinal);
        (await Root.Send("POST", Bucket + "?delete", versioned, null, ("Content-MD5", Convert.ToBase64String(S3Scenery.Md5(Encoding.UTF8.GetBytes(versioned)))))).Refused(501, "NotImplemented");
    }

    [Fact]
    public async Task A_copy_is_an_object_of_its_own()
    {
        (await Root.Send("PUT", Bucket + "/a", "hello", null, ("Content-Type", "text/plain"), ("x-amz-meta-n", "1"))).Expect(200);
        var copied = (await Root.Send("PUT", Bucket + "/b", "", null, ("x-amz-copy-source", $"{Bucket}/a"))).Expect(200);
        Assert.Equal($"\"{Convert.ToHexStringLower(S3Scenery.Md5("hello"u8))}\"", copied.Xml.Element("ETag")!.Value);
        (await Root.Send("DELETE", Bucket + "/a")).Expect(204);
        var copy = (await Root.Send("GET", Bucket + "/b")).Expect(200);
        Assert.Equal(("hello", "text/plain", "1"), (copy.Text, copy.Headers["Content-Type"], copy.Headers["x-amz-meta-n"]));
        (await Root.Send("PUT", Bucket + "/b", "", null, ("x-amz-copy-source", $"{Bucket}/b"))).Refused(400, "InvalidRequest");
        (await Root.Send("PUT", Bucket + "/b", "", null, ("x-amz-copy-source", $"{Bucket}/b"), ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-n", "2"))).Expect(200);
        Assert.Equal("2", (await Root.Send("HEAD", Bucket + "/b")).Headers["x-amz-meta-n"]);
        (await Root.Send("PUT", Bucket + "/c", "", null, ("x-amz-copy-source", $"{Bucket}/none"))).Refused(404, "NoSuchKey");
        (await Root.Send("PUT", Bucket + "/c", "", null, ("x-amz-copy-source", "nothing"))).Refused(400, "InvalidArgument");
    }

    [Fact]
    public async Task Listings_group_and_page()
    {
        foreach (var key in (string[])["a.txt", "photos/1", "photos/2", "photos/b/3", "z"]) await scenery.Put(key, key);
        Assert.Equal("a.txt z [photos/]", S3Scenery.Items(await Root.Send("GET", Bucket + "?list-type=2&delimiter=%2F")));
        Assert.Equal("photos/1 photos/2 [photos/b/]", S3Scenery.Items(await Root.Send("GET", Bucket + "?list-type=2&delimiter=%2F&prefix=photos%2F")));
        Assert.Equal("photos/b/3 z", S3Scenery.Items(await Root.Send("GET", Bucket + "?list-type=2&start-after=photos%2F2")));
        var first = await Root.Send("GET", Bucket + "?list-type=2&delimiter=%2F&max-keys=2");
        Assert.Equal(("a.txt [photos/]", "true"), (S3Scenery.Items(first), first.Xml.Element("IsTruncated")!.Value));
        var token = Uri.EscapeDataString(first.Xml.Element("NextContinuationToken")!.Value);
        Assert.Equal("z", S3Scenery.Items(await Root.Send("GET", $"{Bucket}?continuation-token={token}&delimiter=%2F&list-type=2&max-keys=2")));
        Assert.Equal("z", S3Scenery.Items(await Root.Send("GET", $"{Bucket}?delimiter=%2F&marker=photos%2F")));
        (await Root.Send("GET", $"{Bucket}?continuation-token=x&list-type=2")).Refused(400, "InvalidArgument");
        (await Root.Send("GET", $"{Bucket}?list-type=2&max-keys=-1")).Refused(400, "InvalidArgument");
        Assert.Equal("", S3Scenery.Items(await Root.Send("GET", $"{Bucket}?list-type=2&max-keys=0")));
    }
}
