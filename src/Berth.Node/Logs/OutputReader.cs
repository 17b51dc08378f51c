using System.Text;

namespace Berth.Node.Logs;

/// <summary>Reads whole lines of a growing file from a position, joins the pieces of each stream, and knows from where another process would go on.</summary>
internal sealed class OutputReader(string path, long position)
{
    /// <summary>The longest event that CloudWatch Logs takes without splitting it.</summary>
    private const int EventBytesMax = 256 * 1024;

    private const int BatchEventsMax = 10_000;

    /// <summary>Of the text; JSON makes control characters six times longer, and a request may have four MiB.</summary>
    private const int BatchBytesMax = 600_000;
    private const int OverheadBytes = 26;
    private const int ReadBytesMax = 4 << 20;

    /// <summary>PutLogEvents refuses a batch that spans 24 hours or more.</summary>
    private static readonly long SpanMax = (long)TimeSpan.FromHours(23).TotalMilliseconds;

    private readonly Queue<Ready> ready = [];
    private readonly SortedDictionary<string, Pending> pending = new(StringComparer.Ordinal);
    private long offset = position;

    /// <summary>Everything before it was given by <see cref="Next"/>.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The next events in order, as many as one PutLogEvents takes; empty at the end of what is written so far.</summary>
    /// <param name="last">Nothing more will be written: a piece without its end is given as it is.</param>
    public IReadOnlyList<(long Timestamp, string Message)> Next(bool last)
    {
        if (ready.Count == 0) Fill(last);
        var events = new List<(long Timestamp, string Message)>();
        var size = 0;
        while (ready.TryPeek(out var next) && events.Count < BatchEventsMax)
        {
            if (events.Count > 0 && (size + next.Bytes > BatchBytesMax || next.Timestamp - events[0].Timestamp > SpanMax)) break;
            Add(events, next.Timestamp, next.Message);
            size += next.Bytes;
            ready.Dequeue();
        }

        var open = pending.Values.Select(p => p.Start).Concat(ready.Take(1).Select(r => r.Start)).DefaultIfEmpty(offset).Min();
        Position = Math.Max(Position, open);
        return events;
    }

    private void Fill(bool last)
    {
        if (!File.Exists(path)) return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(offset, SeekOrigin.Begin);
        var bytes = new byte[Math.Clamp(file.Length - offset, 0, ReadBytesMax)];
        file.ReadExactly(bytes);
        var start = 0;
        while (Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end)
        {
            if (OutputLine.Parse(bytes.AsMemory(start, end - start)) is { } line) Take(line, offset + start);
            start = end + 1;
        }

        offset += start;
        if (!last || start < bytes.Length || file.Length > offset) return;
        foreach (var (stream, piece) in pending.OrderBy(p => p.Value.Timestamp).ToList()) Finish(stream, piece);
    }

    private void Take(OutputLine line, long at)
    {
        if (!pending.TryGetValue(line.Stream, out var piece)) pending[line.Stream] = piece = new(line.Timestamp, at, new MemoryStream());
        piece.Text.Write(line.Text.Span);
        if (!line.Partial || piece.Text.Length >= EventBytesMax) Finish(line.Stream, piece);
    }

    private void Finish(string stream, Pending piece)
    {
        pending.Remove(stream);
        var message = Encoding.UTF8.GetString(piece.Text.GetBuffer(), 0, (int)piece.Text.Length);
        ready.Enqueue(new(piece.Timestamp, message, Encoding.UTF8.GetByteCount(message) + OverheadBytes, piece.Start));
    }

    /// <summary>A batch must be in order of time; the clock of the machine may step back between two lines. An empty line is a blank: events cannot be empty.</summary>
    private static void Add(List<(long Timestamp, string Message)> events, long timestamp, string text) =>
        events.Add((events.Count > 0 ? Math.Max(timestamp, events[^1].Timestamp) : timestamp, text.Length == 0 ? " " : text));

    private sealed record Pending(long Timestamp, long Start, MemoryStream Text);

    private sealed record Ready(long Timestamp, string Message, int Bytes, long Start);
}
