using System.Globalization;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.S3.Payloads;

/// <summary>A request's body, read once, and held to everything that its headers say of it.</summary>
internal sealed class S3Body : IDisposable
{
    /// <summary>Of a body that is a document: a thousand keys to delete, or ten thousand parts.</summary>
    private const int DocumentBytesMax = 2 << 20;

    private readonly HttpRequest request;
    private readonly string announced;
    private readonly ChunkChain? chain;

    private S3Body(HttpRequest request, string announced, ChunkChain? chain) => (this.request, this.announced, this.chain) = (request, announced, chain);

    /// <summary>In bytes, without the framing of chunks; null when the request does not say.</summary>
    public long? Length { get; private init; }

    public Payload Payload { get; private init; } = null!;

    private bool IsChunked => announced.StartsWith("STREAMING-", StringComparison.Ordinal);

    /// <param name="announced">What <c>x-amz-content-sha256</c> says, or UNSIGNED-PAYLOAD for a link that says nothing.</param>
    public static S3Body Of(HttpRequest request, string announced, AnnouncedSignature signature)
    {
        var chunked = announced is StreamingSignature.SignedChunks or StreamingSignature.SignedChunksTrailer or StreamingSignature.UnsignedChunksTrailer;
        if (!chunked && announced != StreamingSignature.UnsignedPayload && !(announced.Length == 64 && announced.All(char.IsAsciiHexDigitLower)))
        {
            throw announced.StartsWith("STREAMING-", StringComparison.Ordinal)
                ? S3Errors.NotImplemented($"x-amz-content-sha256: {announced}", "x-amz-content-sha256")
                : S3Errors.InvalidArgument("x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.", "x-amz-content-sha256", announced);
        }

        if (!chunked) return new(request, announced, null) { Length = request.ContentLength, Payload = new PlainPayload(request.Body) };
        if (!long.TryParse(request.Headers["x-amz-decoded-content-length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw S3Errors.MissingContentLength();
        var chain = announced == StreamingSignature.UnsignedChunksTrailer ? null : new ChunkChain(signature);
        return new(request, announced, chain) { Length = length, Payload = new ChunkedPayload(request.Body, length, chain) };
    }

    /// <summary>What the headers promise of the body.</summary>
    /// <param name="checksumIsOfBody">False where the checksum header speaks of the object that the request makes.</param>
    public PayloadPromise Promise(bool checksumIsOfBody = true)
    {
        var sha256 = announced.Length == 64 ? announced : null;
        var md5 = Md5(request.Headers.ContentMD5.ToString());
        if (!checksumIsOfBody) return new(sha256, md5, null, null, null);
        var header = ChecksumHeader(request);
        var trailer = Trailer();
        if (header is not null && trailer is not null) throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        var algorithm = header?.Algorithm ?? trailer;
        if (request.Headers["x-amz-sdk-checksum-algorithm"].ToString() is { Length: > 0 } named)
        {
            if (algorithm is null) throw S3Errors.InvalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
            if (!named.Equals(algorithm, StringComparison.OrdinalIgnoreCase)) throw S3Errors.InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }

        return new(sha256, md5, algorithm, header?.Value, trailer is null ? null : ChecksumHash.HeaderName(trailer));
    }

    /// <summary>The one checksum that headers give.</summary>
    public static (string Algorithm, string Value)? ChecksumHeader(HttpRequest request)
    {
        (string Algorithm, string Value)? found = null;
        foreach (var algorithm in ChecksumHash.Algorithms)
        {
            if (!request.Headers.TryGetValue(ChecksumHash.HeaderName(algorithm), out var values)) continue;
            if (found is not null) throw S3Errors.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            found = (algorithm, values.ToString());
        }

        return found;
    }

    /// <exception cref="AwsException">The body is not what it should be, or is longer than a document may be.</exception>
    public async Task<byte[]> ReadDocument(bool checksumIsOfBody, CancellationToken cancel)
    {
        using var digest = new PayloadDigest(Promise(checksumIsOfBody));
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        int count;
        while ((count = await Payload.Read(piece, cancel)) > 0)
        {
            if (all.Length + count > DocumentBytesMax) throw S3Errors.DocumentTooLarge(DocumentBytesMax);
            digest.Append(piece.AsSpan(0, count));
            all.Write(piece, 0, count);
        }

        digest.Finish(Payload.Trailers);
        return all.ToArray();
    }

    public void Dispose() => chain?.Dispose();

    private string? Trailer()
    {
        var name = request.Headers["x-amz-trailer"].ToString();
        if (name.Length == 0) return null;
        var algorithm = ChecksumHash.Algorithms.FirstOrDefault(a => ChecksumHash.HeaderName(a).Equals(name, StringComparison.OrdinalIgnoreCase));
        if (algorithm is null || !IsChunked) throw S3Errors.InvalidRequest("The value specified in the x-amz-trailer header is not supported");
        return algorithm;
    }

    private static byte[]? Md5(string header)
    {
        if (header.Length == 0) return null;
        var bytes = new byte[16];
        return Convert.TryFromBase64String(header, bytes, out var count) && count == bytes.Length ? bytes : throw S3Errors.InvalidDigest();
    }
}
