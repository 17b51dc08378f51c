using Berth.Aws.Services.S3.Payloads;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.S3.Files;

/// <summary>A stretch of an object's bytes, held until it is disposed of.</summary>
/// <param name="pieces">The files that the object is made of, in order.</param>
/// <param name="first">Of the object's bytes, from 0.</param>
internal sealed class ObjectContent(ObjectFiles files, IReadOnlyList<(string FileId, long Size)> pieces, long first, long length, IDisposable hold) : IDisposable
{
    public long Length => length;

    public async Task Send(HttpResponse response, CancellationToken cancel)
    {
        foreach (var (fileId, from, count) in Stretches()) await response.SendFileAsync(files.PathOf(fileId), from, count, cancel);
    }

    /// <summary>For who copies the object.</summary>
    public Payload AsPayload() => new Reader(files, [.. Stretches()]);

    /// <summary>A stretch of this one, held with it.</summary>
    public ObjectContent Slice(long from, long count) => new(files, pieces, first + from, count, hold);

    public void Dispose() => hold.Dispose();

    private IEnumerable<(string FileId, long From, long Count)> Stretches()
    {
        var (skip, left) = (first, length);
        foreach (var (fileId, size) in pieces)
        {
            if (left == 0) yield break;
            if (skip >= size)
            {
                skip -= size;
                continue;
            }

            var count = Math.Min(left, size - skip);
            yield return (fileId, skip, count);
            (skip, left) = (0, left - count);
        }
    }

    private sealed class Reader(ObjectFiles files, IReadOnlyList<(string FileId, long From, long Count)> stretches) : Payload
    {
        private int at;
        private long done;
        private FileStream? open;

        public override async ValueTask<int> Read(Memory<byte> into, CancellationToken cancel)
        {
            while (at < stretches.Count)
            {
                var (fileId, from, count) = stretches[at];
                if (open is null)
                {
                    open = files.Open(fileId);
                    open.Position = from;
                }

                var read = done == count ? 0 : await open.ReadAsync(into[..(int)Math.Min(into.Length, count - done)], cancel);
                done += read;
                if (read > 0) return read;
                if (done < count) throw new IOException($"The file {fileId} is shorter than its row says.");
                await open.DisposeAsync();
                (open, done, at) = (null, 0, at + 1);
            }

            return 0;
        }
    }
}
