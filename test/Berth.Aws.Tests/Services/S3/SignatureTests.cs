using System.Text;
using Berth.Aws.Services.S3.Payloads;
using Berth.Aws.Tests.Driving;
using Berth.Domain.Access;

namespace Berth.Aws.Tests.Services.S3;

/// <summary>SigV4 as S3 wants it: bodies announced, unsigned, in chunks, and links.</summary>
[Collection(ObjectFilesOfOne.Name)]
public sealed class SignatureTests(AwsFront berth) : IAsyncLifetime
{
    private readonly S3Scenery scenery = new(berth);

    private S3Client Root => scenery.Root;

    private string Key => $"/{scenery.Bucket}/key";

    public async ValueTask InitializeAsync() => await scenery.Created();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_body_may_go_unsigned()
    {
        (await Root.Send("PUT", Key, "plain", StreamingSignature.UnsignedPayload)).Expect(200);
        await Holds("plain");
    }

    [Fact]
    public async Task A_body_other_than_the_announced_one_is_refused()
    {
        (await Root.Send("PUT", Key, "other", SignatureV4.HashHex("body"u8))).Refused(400, "XAmzContentSHA256Mismatch");
        (await Root.Send("PUT", Key, "other", "nonsense")).Refused(400, "InvalidArgument");
        (await Root.Send("PUT", Key, "other", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")).Refused(501, "NotImplemented");
        await HoldsNothing();
    }

    [Fact]
    public async Task Chunks_are_put_together()
    {
        (await Root.SendChunks(Key, ["first", "second", new('x', 100_000)])).Expect(200);
        await Holds("firstsecond" + new string('x', 100_000));
        (await Root.SendChunks(Key, ["hello"], ("x-amz-checksum-crc32", "NhCmhg=="))).Expect(200);
        await Holds("hello");
        var stored = (await Root.Send("GET", Key, "", null, ("x-amz-checksum-mode", "ENABLED"))).Headers;
        Assert.Equal("NhCmhg==", stored["x-amz-checksum-crc32"]);
        Assert.False(stored.ContainsKey("Content-Encoding"));
        (await Root.SendChunks(Key, [])).Expect(200);
        await Holds("");
    }

    // What is changed on the way, in a body of two chunks and a checksum behind them.
    [Theory]
    [InlineData("hello", "hullo", 403, "SignatureDoesNotMatch")]
    [InlineData("world\r\n", "world", 400, "IncompleteBody")]
    [InlineData("5;", "6;", 400, "IncompleteBody")]
    [InlineData("5;chunk-signature=", "5;signature=", 400, "IncompleteBody")]
    [InlineData("x-amz-trailer-signature:", "x-amz-trailer-signature:0", 403, "SignatureDoesNotMatch")]
    [InlineData("x-amz-trailer-signature:", "x-amz-other:", 403, "SignatureDoesNotMatch")]
    [InlineData("+esgrQ==", "AAAAAA==", 403, "SignatureDoesNotMatch")]
    [InlineData("x-amz-checksum-crc32:", "", 400, "MalformedTrailerError")]
    public async Task Nothing_can_be_changed_on_the_way(string part, string changed, int status, string code)
    {
        (await Root.SendChunks(Key, ["hello", "world"], ("x-amz-checksum-crc32", "+esgrQ=="), sent => sent.Replace(part, changed, StringComparison.Ordinal))).Refused(status, code);
        await HoldsNothing();
    }

    [Fact]
    public async Task A_checksum_behind_the_chunks_must_hold()
    {
        (await Root.SendChunks(Key, ["hello"], ("x-amz-checksum-crc32", "AAAAAA=="))).Refused(400, "BadDigest");
        await HoldsNothing();
    }

    [Fact]
    public async Task Chunks_may_go_unsigned_with_a_checksum_behind_them()
    {
        (string, string)[] headers = [("x-amz-decoded-content-length", "5"), ("x-amz-trailer", "x-amz-checksum-crc32"), ("Content-Encoding", "aws-chunked")];
        (await Root.Send("PUT", Key, "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", StreamingSignature.UnsignedChunksTrailer, headers)).Expect(200);
        await Holds("hello");
        (await Root.Send("PUT", Key, "5\r\nhullo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", StreamingSignature.UnsignedChunksTrailer, headers)).Refused(400, "BadDigest");
        (await Root.Send("PUT", Key, "5\r\nhello\r\n0\r\n\r\n", StreamingSignature.UnsignedChunksTrailer, headers)).Refused(400, "MalformedTrailerError");
        (await Root.Send("PUT", Key, "4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", StreamingSignature.UnsignedChunksTrailer, headers)).Refused(400, "IncompleteBody");
        (await Root.Send("PUT", Key, "5\r\nhello", StreamingSignature.UnsignedChunksTrailer, headers)).Refused(400, "IncompleteBody");
        (await Root.Send("PUT", Key, "not chunks at all", StreamingSignature.UnsignedChunksTrailer, headers)).Refused(400, "IncompleteBody");
        await Holds("hello");
    }

    [Fact]
    public async Task A_link_carries_its_signature()
    {
        await scenery.Put("key", "hello");
        var link = Root.Presign("GET", Key, 60, ("response-content-type", "text/html"));
        var got = (await Root.Unsigned("GET", link)).Expect(200);
        Assert.Equal(("hello", "text/html"), (got.Text, got.Headers["Content-Type"]));
        (await Root.Unsigned("GET", link.Replace("text%2Fhtml", "text%2Fplain", StringComparison.Ordinal))).Refused(403, "SignatureDoesNotMatch");
        (await Root.Unsigned("PUT", link)).Refused(403, "SignatureDoesNotMatch");
        berth.Clock.Ahead = TimeSpan.FromSeconds(61);
        try
        {
            (await Root.Unsigned("GET", link)).Refused(403, "AccessDenied");
        }
        finally
        {
            berth.Clock.Ahead = TimeSpan.Zero;
        }

        (await Root.Unsigned("GET", Root.Presign("GET", Key, 60, ("response-content-disposition", "a\nb")))).Refused(400, "InvalidArgument");
    }

    [Fact]
    public async Task Strangers_are_refused_as_on_s3()
    {
        (await Root.Unsigned("GET", Key)).Refused(403, "AccessDenied");
        (await Root.Unsigned("GET", Key + "?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=abc&Expires=1")).Refused(400, "InvalidRequest");
        Assert.Equal(404, (await Root.Unsigned("GET", "/_berth/nothing")).Status);
        ApiKey root = new(berth.Keys.RootAccessKeyId, berth.Keys.RootSecretAccessKey, null);
        (await new S3Client(berth.Endpoint, root with { SecretAccessKey = "wrong" }).Send("GET", Key)).Refused(403, "SignatureDoesNotMatch");
        (await new S3Client(berth.Endpoint, root with { AccessKeyId = "AKIAIOSFODNN7EXAMPLE" }).Send("GET", Key)).Refused(403, "InvalidAccessKeyId");
        var elsewhere = (await new S3Client(berth.Endpoint, root) { Region = "us-east-1" }.Send("GET", Key)).Refused(400, "AuthorizationHeaderMalformed");
        Assert.Equal("ap-northeast-1", elsewhere.Xml.Element("Region")!.Value);
    }

    [Fact]
    public async Task A_bucket_may_be_the_first_label_of_the_host()
    {
        await scenery.Put("key", "hello");
        ApiKey root = new(berth.Keys.RootAccessKeyId, berth.Keys.RootSecretAccessKey, null);
        foreach (var suffix in (string[])["s3.ap-northeast-1.amazonaws.com", "s3.localhost"])
            Assert.Equal("hello", (await new S3Client(berth.Endpoint, root) { Host = $"{scenery.Bucket}.{suffix}" }.Send("GET", "/key")).Expect(200).Text);
    }

    // Check values: the CRC catalogue's of "123456789", and the digests' of their standards.
    [Theory]
    [InlineData("CRC32", "CBF43926")]
    [InlineData("CRC32C", "E3069283")]
    [InlineData("CRC64NVME", "AE8B14860A799888")]
    [InlineData("SHA1", "F7C3BC1D808E04732ADF679965CCC34CA7AE3441")]
    [InlineData("SHA256", "15E2B0D3C33891EBB0F1EF609EC419420C20E320CE94C65FBC8C3312448EB225")]
    public void Checksums_are_the_known_ones(string algorithm, string hexadecimal)
    {
        Assert.Equal(hexadecimal, Convert.ToHexString(Convert.FromBase64String(ChecksumHash.Of(algorithm, "123456789"u8))));
        using var pieces = ChecksumHash.Create(algorithm);
        foreach (var piece in (string[])["1", "2345678", "9"]) pieces.Append(Encoding.ASCII.GetBytes(piece));
        Assert.Equal(hexadecimal, Convert.ToHexString(pieces.Finish()));
        Assert.Equal(hexadecimal.Length / 2, pieces.Finish().Length);
    }

    private async Task Holds(string text) => Assert.Equal(text, (await Root.Send("GET", Key)).Expect(200).Text);

    private async Task HoldsNothing() => Assert.Equal(404, (await Root.Send("HEAD", Key)).Status);
}
