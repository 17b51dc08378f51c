using System.Text;
using Berth.Domain.Access;

namespace Berth.Domain.Tests.Access;

/// <summary>The example of the Amazon S3 API reference: 65 KiB of the letter a in chunks of 64 KiB.</summary>
public sealed class StreamingSignatureTests
{
    private const string Scope = "20130524/us-east-1/s3/aws4_request";
    private const string Timestamp = "20130524T000000Z";
    private static readonly byte[] Key = SignatureV4.SigningKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Scope);

    [Fact]
    public void Chunks_are_signed_as_in_the_reference()
    {
        var first = Sign("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", 65_536);
        Assert.Equal("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648", first);
        var second = Sign(first, 1024);
        Assert.Equal("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", second);
        Assert.Equal("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9", Sign(second, 0));
    }

    [Theory]
    [InlineData("10000;chunk-signature=ab", "(65536, ab)")]
    [InlineData("400", "(1024, )")]
    [InlineData("0;chunk-signature=ab", "(0, ab)")]
    [InlineData("", "")]
    [InlineData("xyz", "")]
    [InlineData("-1", "")]
    [InlineData("10;signature=ab", "")]
    [InlineData("fffffffffffff", "")] // Longer than any body.
    public void Reads_chunk_heads(string line, string head) => Assert.Equal(head, StreamingSignature.ReadChunkHead(line)?.ToString() ?? "");

    [Theory]
    [InlineData("", "/")]
    [InlineData("/bucket/a%20key", "/bucket/a%20key")]
    [InlineData("/bucket/a@b:c", "/bucket/a%40b%3Ac")] // However the line wrote it.
    [InlineData("/bucket/~x", "/bucket/~x")]
    [InlineData("/bucket/%7ex", "/bucket/~x")]
    [InlineData("/bucket/a+b", "/bucket/a%2Bb")]
    [InlineData("/bucket//double/../dots", "/bucket//double/../dots")]
    public void Paths_are_encoded_once(string raw, string canonical) => Assert.Equal(canonical, StreamingSignature.CanonicalPath(raw));

    private static string Sign(string previous, int length) => StreamingSignature.SignChunk(Key, Scope, Timestamp, previous, SignatureV4.HashHex(Encoding.ASCII.GetBytes(new string('a', length))));
}
