namespace Berth.Aws.Services.S3.Payloads;

/// <summary>Bytes that come in one after the other and are never all in memory.</summary>
internal abstract class Payload
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>What stood behind the bytes, names in lower case; empty until they have all been read.</summary>
    public virtual IReadOnlyDictionary<string, string> Trailers => None;

    /// <returns>How many bytes were read; 0 at the end.</returns>
    /// <exception cref="AwsException">What comes is not what was announced.</exception>
    public abstract ValueTask<int> Read(Memory<byte> into, CancellationToken cancel);
}

/// <summary>Bytes as they are: a request's body, or nothing.</summary>
internal sealed class PlainPayload(Stream content) : Payload
{
    public override ValueTask<int> Read(Memory<byte> into, CancellationToken cancel) => content.ReadAsync(into, cancel);
}
