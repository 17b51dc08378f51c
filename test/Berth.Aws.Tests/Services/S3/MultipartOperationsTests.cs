using System.Security.Cryptography;
using Berth.Aws.Tests.Driving;

namespace Berth.Aws.Tests.Services.S3;

[Collection(ObjectFilesOfOne.Name)]
public sealed class MultipartOperationsTests(AwsFront berth) : IAsyncLifetime
{
    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(5 << 20);

    private readonly S3Scenery scenery = new(berth);
    private string uploadId = "";

    private S3Client Root => scenery.Root;

    private string Key => $"/{scenery.Bucket}/big";

    public async ValueTask InitializeAsync()
    {
        await scenery.Created();
        uploadId = (await Root.Send("POST", Key + "?uploads", "", null, ("x-amz-meta-n", "1"))).Expect(200).Xml.Element("UploadId")!.Value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Parts_become_an_object()
    {
        var before = scenery.Files();
        var second = await Part(2, "tail"u8.ToArray());
        var first = await Part(1, Large);
        await Part(7, "never named"u8.ToArray());
        Assert.Equal(["1", "2", "7"], (await Root.Send("GET", $"{Key}?uploadId={uploadId}")).Expect(200).Xml.Descendants("PartNumber").Select(n => n.Value));
        Assert.Equal(404, (await Root.Send("HEAD", Key)).Status);
        var done = (await Complete((1, first), (2, second))).Expect(200);
        var eTag = $"\"{Convert.ToHexStringLower(S3Scenery.Md5([.. Convert.FromHexString(first), .. Convert.FromHexString(second)]))}-2\"";
        Assert.Equal(eTag, done.Xml.Element("ETag")!.Value);

        // Who did not hear the answer asks again.
        Assert.Equal(eTag, (await Complete((1, first), (2, second))).Expect(200).Xml.Element("ETag")!.Value);
        var whole = (await Root.Send("GET", Key)).Expect(200);
        Assert.Equal([.. Large, .. "tail"u8], whole.Bytes);
        Assert.Equal("1", whole.Headers["x-amz-meta-n"]);
        var seam = (await Root.Send("GET", Key, "", null, ("Range", $"bytes={Large.Length - 2}-{Large.Length + 1}"))).Expect(206);
        Assert.Equal([.. Large[^2..], .. "ta"u8], seam.Bytes);
        (await Root.Send("PUT", $"/{scenery.Bucket}/copy", "", null, ("x-amz-copy-source", Key))).Expect(200);
        Assert.Equal(whole.Bytes, (await Root.Send("GET", $"/{scenery.Bucket}/copy")).Bytes);
        Assert.Equal(before + 3, scenery.Files());
        (await Root.Send("DELETE", Key)).Expect(204);
        (await Root.Send("DELETE", $"/{scenery.Bucket}/copy")).Expect(204);
        Assert.Equal(before, scenery.Files());
    }

    [Fact]
    public async Task A_completion_that_is_wrong_changes_nothing()
    {
        var small = await Part(1, "small"u8.ToArray());
        var last = await Part(2, "last"u8.ToArray());
        (await Complete((2, last), (1, small))).Refused(400, "InvalidPartOrder");
        (await Complete((1, small), (3, last))).Refused(400, "InvalidPart");
        (await Complete((1, last))).Refused(400, "InvalidPart");
        (await Complete((1, small), (2, last))).Refused(400, "EntityTooSmall");
        (await Complete()).Refused(400, "MalformedXML");
        (await Root.Send("POST", $"{Key}?uploadId=none", "<CompleteMultipartUpload/>")).Refused(404, "NoSuchUpload");
        (await Root.Send("POST", $"/{scenery.Bucket}/other?uploadId={uploadId}", Document((1, small)))).Refused(404, "NoSuchUpload");
        (await Complete((1, small))).Expect(200);
        Assert.Equal("small", (await Root.Send("GET", Key)).Text);
    }

    [Fact]
    public async Task An_aborted_upload_leaves_nothing()
    {
        var before = scenery.Files();
        await Part(1, "one"u8.ToArray());
        await Part(1, "again"u8.ToArray());
        Assert.Equal(before + 1, scenery.Files());
        (await Root.Send("DELETE", $"{Key}?uploadId={uploadId}")).Expect(204);
        (await Root.Send("DELETE", $"{Key}?uploadId={uploadId}")).Refused(404, "NoSuchUpload");
        (await Root.Send("PUT", $"{Key}?partNumber=1&uploadId={uploadId}", "late")).Refused(404, "NoSuchUpload");
        Assert.Equal(before, scenery.Files());
        Assert.DoesNotContain(berth.Store.Keys, k => k.Contains(uploadId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("x")]
    public async Task Parts_have_numbers(string number) => (await Root.Send("PUT", $"{Key}?partNumber={number}&uploadId={uploadId}", "x")).Refused(400, "InvalidArgument");

    [Fact]
    public async Task Uploads_under_way_are_listed()
    {
        (await Root.Send("POST", $"/{scenery.Bucket}/also/this?uploads")).Expect(200);
        var all = (await Root.Send("GET", $"/{scenery.Bucket}?uploads")).Expect(200);
        Assert.Equal(["also/this", "big"], all.Xml.Elements("Upload").Select(u => u.Element("Key")!.Value));
        var grouped = (await Root.Send("GET", $"/{scenery.Bucket}?delimiter=%2F&uploads")).Expect(200);
        Assert.Equal("also/", grouped.Xml.Element("CommonPrefixes")!.Value);
    }

    [Fact]
    public async Task A_part_may_be_copied()
    {
        await scenery.Put("source", "0123456789");
        (string, string) source = ("x-amz-copy-source", $"/{scenery.Bucket}/source");
        var target = $"{Key}?partNumber=1&uploadId={uploadId}";
        (await Root.Send("PUT", target, "", null, source, ("x-amz-copy-source-range", "bytes=5-"))).Refused(400, "InvalidArgument");
        (await Root.Send("PUT", target, "", null, source, ("x-amz-copy-source-range", "bytes=5-10"))).Refused(400, "InvalidArgument");
        var part = (await Root.Send("PUT", target, "", null, source, ("x-amz-copy-source-range", "bytes=5-9"))).Expect(200).Xml.Element("ETag")!.Value.Trim('"');
        (await Complete((1, part))).Expect(200);
        Assert.Equal("56789", (await Root.Send("GET", Key)).Text);
    }

    [Fact]
    public async Task Checksums_of_parts_make_the_objects()
    {
        var id = (await Root.Send("POST", $"/{scenery.Bucket}/sums?uploads", "", null, ("x-amz-checksum-algorithm", "CRC32"))).Expect(200).Xml.Element("UploadId")!.Value;
        var target = $"/{scenery.Bucket}/sums?partNumber=1&uploadId={id}";
        (await Root.Send("PUT", target, "hello")).Refused(400, "InvalidRequest");
        var part = (await Root.Send("PUT", target, "hello", null, ("x-amz-checksum-crc32", "NhCmhg=="))).Expect(200);
        (await Root.Send("POST", $"/{scenery.Bucket}/sums?uploadId={id}", Document((1, part.ETag)))).Refused(400, "InvalidRequest");
        var document = Document((1, part.ETag)).Replace("</Part>", "<ChecksumCRC32>NhCmhg==</ChecksumCRC32></Part>", StringComparison.Ordinal);
        var done = (await Root.Send("POST", $"/{scenery.Bucket}/sums?uploadId={id}", document)).Expect(200);
        Assert.Equal("COMPOSITE", done.Xml.Element("ChecksumType")!.Value);
        Assert.EndsWith("-1", (await Root.Send("HEAD", $"/{scenery.Bucket}/sums", "", null, ("x-amz-checksum-mode", "ENABLED"))).Headers["x-amz-checksum-crc32"], StringComparison.Ordinal);
        (await Root.Send("POST", $"/{scenery.Bucket}/sums?uploads", "", null, ("x-amz-checksum-algorithm", "CRC64NVME"))).Refused(501, "NotImplemented");
    }

    private async Task<string> Part(int number, byte[] bytes) => (await Root.Send("PUT", $"{Key}?partNumber={number}&uploadId={uploadId}", bytes)).Expect(200).ETag;

    private Task<S3Reply> Complete(params (int Number, string ETag)[] parts) => Root.Send("POST", $"{Key}?uploadId={uploadId}", Document(parts));

    private static string Document(params (int Number, string ETag)[] parts) =>
        $"<CompleteMultipartUpload>{string.Concat(parts.Select(p => $"<Part><PartNumber>{p.Number}</PartNumber><ETag>\"{p.ETag}\"</ETag></Part>"))}</CompleteMultipartUpload>";
}
