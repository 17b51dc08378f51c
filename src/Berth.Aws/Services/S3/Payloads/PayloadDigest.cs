using System.Security.Cryptography;
using Berth.Domain.ObjectStorage;

namespace Berth.Aws.Services.S3.Payloads;

/// <summary>Sums of a payload while it passes, and what they must come to.</summary>
internal sealed class PayloadDigest(PayloadPromise promise) : IDisposable
{
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash? sha256 = promise.Sha256Hex is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ChecksumHash? checksum = promise.ChecksumAlgorithm is { } algorithm ? ChecksumHash.Create(algorithm) : null;

    public long Length { get; private set; }

    /// <summary>In hexadecimal, once <see cref="Finish"/> has been called.</summary>
    public string ETag { get; private set; } = "";

    public ObjectChecksum? Checksum { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        md5.AppendData(bytes);
        sha256?.AppendData(bytes);
        checksum?.Append(bytes);
    }

    /// <exception cref="AwsException">XAmzContentSHA256Mismatch, BadDigest: the payload is not what its sender said it was.</exception>
    public void Finish(IReadOnlyDictionary<string, string> trailers)
    {
        var sum = md5.GetCurrentHash();
        ETag = Convert.ToHexStringLower(sum);
        if (sha256 is not null && Convert.ToHexStringLower(sha256.GetCurrentHash()) is var computed && computed != promise.Sha256Hex) throw S3Errors.ContentSha256Mismatch(promise.Sha256Hex!, computed);
        if (promise.Md5 is { } expected && !expected.AsSpan().SequenceEqual(sum)) throw S3Errors.BadDigest("The Content-MD5 you specified did not match what we received.");
        if (checksum is null) return;
        Checksum = new(promise.ChecksumAlgorithm!, Convert.ToBase64String(checksum.Finish()), "FULL_OBJECT");
        var promised = promise.ChecksumValue;
        if (promise.ChecksumTrailer is { } trailer)
            promised = trailers.GetValueOrDefault(trailer) ?? throw S3Errors.MalformedTrailer();
        if (promised is not null && promised != Checksum.Value) throw S3Errors.BadDigest($"The {Checksum.Algorithm} you specified did not match the calculated checksum.");
    }

    public void Dispose()
    {
        md5.Dispose();
        sha256?.Dispose();
        checksum?.Dispose();
    }
}

/// <summary>What a sender says its payload comes to.</summary>
/// <param name="Sha256Hex">From x-amz-content-sha256; null when that says something else.</param>
/// <param name="Md5">From Content-MD5.</param>
/// <param name="ChecksumAlgorithm">Null for none.</param>
/// <param name="ChecksumValue">Base64; null when it comes in a trailer, or is only to be computed.</param>
/// <param name="ChecksumTrailer">Name of the trailer that has the checksum.</param>
internal sealed record PayloadPromise(string? Sha256Hex, byte[]? Md5, string? ChecksumAlgorithm, string? ChecksumValue, string? ChecksumTrailer)
{
    public static readonly PayloadPromise None = new(null, null, null, null, null);
}
