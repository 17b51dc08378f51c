using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Berth.Domain.Access;

/// <summary>
/// What S3 signs otherwise than the other services: paths are encoded once, and a body sent in chunks has a signature for each, chained to the one before.
/// Source: Amazon S3 API reference, signature calculations for the Authorization header, transferring payload in multiple chunks.
/// </summary>
public static class StreamingSignature
{
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    public const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    public const string SignedChunksTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    public const string UnsignedChunksTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// <summary>Each byte but letters, digits, <c>-._~</c> and <c>/</c> as %XX, however the request line wrote it.</summary>
    /// <param name="rawPath">As it stood in the request line, without the query.</param>
    public static string CanonicalPath(string rawPath) => rawPath.Length == 0 ? "/" : string.Join('/', Uri.UnescapeDataString(rawPath).Split('/').Select(SignatureV4.Encode));

    /// <param name="previous">Signature of the chunk before; of the first chunk, the request's.</param>
    /// <param name="chunkHash">SHA-256 of the chunk's bytes, in lower-case hexadecimal.</param>
    public static string SignChunk(byte[] key, string scope, string timestamp, string previous, string chunkHash) =>
        Sign(key, $"AWS4-HMAC-SHA256-PAYLOAD\n{timestamp}\n{scope}\n{previous}\n{SignatureV4.EmptyBodyHash}\n{chunkHash}");

    /// <param name="trailers">Names in lower case, in the order sent, without the signature.</param>
    public static string SignTrailers(byte[] key, string scope, string timestamp, string previous, IEnumerable<KeyValuePair<string, string>> trailers) =>
        Sign(key, $"AWS4-HMAC-SHA256-TRAILER\n{timestamp}\n{scope}\n{previous}\n{SignatureV4.HashHex(Encoding.UTF8.GetBytes(string.Concat(trailers.Select(t => $"{t.Key}:{t.Value}\n"))))}");

    /// <summary>Samples: <c>10000;chunk-signature=0a1b…</c>, <c>10000</c>.</summary>
    /// <returns>The chunk's length in bytes and its signature, null when the line is no chunk's head.</returns>
    public static (long Length, string? Signature)? ReadChunkHead(string line)
    {
        const string Name = "chunk-signature=";
        var fields = line.Split(';', 2);
        if (fields[0].Length is 0 or > 12 || !long.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)) return null;
        if (fields.Length == 1) return (length, null);
        return fields[1].StartsWith(Name, StringComparison.Ordinal) ? (length, fields[1][Name.Length..]) : null;
    }

    private static string Sign(byte[] key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
