using System.Security.Cryptography;
using System.Text;
using Berth.Aws.Signing;
using Berth.Domain.Access;

namespace Berth.Aws.Services.S3.Payloads;

/// <summary>Judges the signatures of chunks, each chained to the one before.</summary>
internal sealed class ChunkChain(AnnouncedSignature seed) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string previous = seed.Signature;

    public void Append(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <exception cref="AwsException">SignatureDoesNotMatch.</exception>
    public void EndChunk(string? signature) =>
        Check(signature, StreamingSignature.SignChunk(seed.Key, seed.Scope, seed.Timestamp, previous, Convert.ToHexStringLower(hash.GetHashAndReset())));

    /// <exception cref="AwsException">SignatureDoesNotMatch.</exception>
    public void EndTrailers(IReadOnlyList<KeyValuePair<string, string>> trailers, string? signature) =>
        Check(signature, StreamingSignature.SignTrailers(seed.Key, seed.Scope, seed.Timestamp, previous, trailers));

    public void Dispose() => hash.Dispose();

    private void Check(string? signature, string expected)
    {
        if (signature is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature))) throw S3Errors.SignatureDoesNotMatch();
        previous = expected;
    }
}
