using System.Text;
using Berth.Domain.Access;

namespace Berth.Aws.Services.S3.Payloads;

/// <summary>A body in the encoding <c>aws-chunked</c>: chunks with or without signatures, then trailers.</summary>
/// <remarks>
/// Sample: <c>10000;chunk-signature=0a1b…␍␊BYTES␍␊0;chunk-signature=2c3d…␍␊x-amz-checksum-crc32:AAAAAA==␍␊x-amz-trailer-signature:4e5f…␍␊␍␊</c>.
/// What a chunk holds is handed on before its signature is known to be right: whoever reads must not keep anything before the end.
/// </remarks>
/// <param name="length">Of all chunks together, as <c>x-amz-decoded-content-length</c> says.</param>
/// <param name="chain">Judges the signatures; null when the chunks have none.</param>
internal sealed class ChunkedPayload(Stream content, long length, ChunkChain? chain) : Payload
{
    private const int LineBytesMax = 1024;
    private const int TrailersMax = 16;

    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly Dictionary<string, string> trailers = new(StringComparer.Ordinal);
    private int start;
    private int end;
    private long total;
    private long left;
    private string? signature;
    private bool finished;

    public override IReadOnlyDictionary<string, string> Trailers => trailers;

    public override async ValueTask<int> Read(Memory<byte> into, CancellationToken cancel)
    {
        if (finished || into.Length == 0) return 0;
        if (left == 0 && !await NextChunk(cancel)) return 0;
        var count = await Take(into[..(int)Math.Min(into.Length, left)], cancel);
        if (count == 0) throw S3Errors.IncompleteBody();
        chain?.Append(into.Span[..count]);
        left -= count;
        total += count;
        if (left == 0)
        {
            if ((await Line(cancel))?.Length != 0) throw S3Errors.IncompleteBody();
            chain?.EndChunk(signature);
        }

        return count;
    }

    /// <returns>False when there is none: the payload has ended.</returns>
    private async Task<bool> NextChunk(CancellationToken cancel)
    {
        if (await Line(cancel) is not { } line || StreamingSignature.ReadChunkHead(line) is not { } head || total + head.Length > length) throw S3Errors.IncompleteBody();
        (left, signature) = head;
        if (left > 0) return true;
        chain?.EndChunk(signature);
        if (total != length) throw S3Errors.IncompleteBody();
        await ReadTrailers(cancel);
        finished = true;
        return false;
    }

    private async Task ReadTrailers(CancellationToken cancel)
    {
        var inOrder = new List<KeyValuePair<string, string>>();
        string? trailerSignature = null;
        while (await Line(cancel) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || inOrder.Count == TrailersMax) throw S3Errors.MalformedTrailer();
            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (name == "x-amz-trailer-signature") trailerSignature = value;
            else if (trailers.TryAdd(name, value)) inOrder.Add(new(name, value));
            else throw S3Errors.MalformedTrailer();
        }

        if (inOrder.Count > 0) chain?.EndTrailers(inOrder, trailerSignature);
    }

    private async ValueTask<int> Take(Memory<byte> into, CancellationToken cancel)
    {
        // Large pieces need not pass the buffer.
        if (start == end && into.Length >= buffer.Length) return await content.ReadAsync(into, cancel);
        if (start == end && !await Fill(cancel)) return 0;
        var count = Math.Min(into.Length, end - start);
        buffer.AsMemory(start, count).CopyTo(into);
        start += count;
        return count;
    }

    /// <returns>Without its end; null when the body has ended.</returns>
    private async ValueTask<string?> Line(CancellationToken cancel)
    {
        var line = new List<byte>(128);
        while (true)
        {
            if (start == end && !await Fill(cancel)) return line.Count == 0 ? null : throw S3Errors.IncompleteBody();
            var next = buffer[start++];
            if (next == '\n') return line is [.., (byte)'\r'] ? Encoding.ASCII.GetString([.. line[..^1]]) : throw S3Errors.IncompleteBody();
            if (line.Count == LineBytesMax) throw S3Errors.IncompleteBody();
            line.Add(next);
        }
    }

    private async ValueTask<bool> Fill(CancellationToken cancel)
    {
        (start, end) = (0, await content.ReadAsync(buffer, cancel));
        return end > 0;
    }
}
