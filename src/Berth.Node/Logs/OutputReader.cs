using System.Text;
using Berth.Domain.Logs;

namespace Berth.Node.Logs;

/// <summary>
/// Reads whole lines of growing files from a position, joins the pieces of each stream and the lines of one event, and knows from where another process would go on.
/// </summary>
/// <param name="joiner">Null when every line is an event.</param>
internal sealed class OutputReader(OutputSegments files, OutputPosition position, LineJoiner? joiner = null)
{
    private const int BatchEventsMax = 10_000;

    /// <summary>Of the text; JSON makes control characters six times longer, and a request may have four MiB.</summary>
    private const int BatchBytesMax = 600_000;
    private const int ReadBytesMax = 1 << 20;

    /// <summary>PutLogEvents refuses a batch that spans 24 hours or more.</summary>
    private static readonly long SpanMax = (long)TimeSpan.FromHours(23).TotalMilliseconds;

    private readonly Queue<Ready> ready = [];
    private readonly SortedDictionary<string, Pending> pending = new(StringComparer.Ordinal);
    private OutputPosition next = position;
    private OutputPosition joining;

    /// <summary>Everything before it was given by <see cref="Next"/>, or dropped.</summary>
    public OutputPosition Position { get; private set; } = position;

    /// <summary>Everything before it was read from the files.</summary>
    public OutputPosition ReadTo => next;

    /// <summary>Lines wait for others of their event.</summary>
    public bool Holds => joiner is { Holds: true };

    /// <summary>The next events in order, as many as one PutLogEvents takes; empty at the end of what is written so far.</summary>
    /// <param name="last">Nothing more will be written: a piece without its end is given as it is.</param>
    public IReadOnlyList<(long Timestamp, string Message)> Next(bool last)
    {
        if (ready.Count == 0) Fill(last);
        var events = new List<(long Timestamp, string Message)>();
        var size = 0;
        while (ready.TryPeek(out var first) && events.Count < BatchEventsMax)
        {
            if (events.Count > 0 && (size + first.Bytes > BatchBytesMax || first.Timestamp - events[0].Timestamp > SpanMax)) break;
            Add(events, first.Timestamp, first.Message);
            size += first.Bytes;
            ready.Dequeue();
        }

        Advance();
        return events;
    }

    /// <summary>Gives up waiting for more lines of the event.</summary>
    public void EndEvent()
    {
        if (joiner?.Flush() is { } ended) Enqueue(ended, joining);
    }

    /// <summary>Drops the oldest events that were not given yet.</summary>
    /// <param name="bytes">Of the files, that must go at least.</param>
    /// <returns>How many events are gone.</returns>
    public long Drop(long bytes)
    {
        var dropped = 0L;
        var from = files.List(Position);
        var target = OutputSegments.BytesAfter(from, Position) - bytes;
        while (OutputSegments.BytesAfter(from, Position) > target)
        {
            if (ready.Count == 0) Fill(last: false);
            if (!ready.TryDequeue(out _)) break;
            dropped++;
            Advance();
        }

        return dropped;
    }

    private void Advance()
    {
        var open = pending.Values.Select(p => p.Start).Concat(ready.Take(1).Select(r => r.Start));
        if (Holds) open = open.Append(joining);
        var first = open.DefaultIfEmpty(next).Min();
        if (first.CompareTo(Position) > 0) Position = first;
    }

    private void Fill(bool last)
    {
        while (ready.Count == 0)
        {
            // Listed before reading: what is closed now is read to its real end.
            var segments = files.List(Position);
            if (segments.FirstOrDefault(s => s.Number >= next.File) is not { Path: not null } segment) break;
            if (segment.Number > next.File) next = new(segment.Number, 0);
            if (Read(segment)) continue;
            if (!segment.Closed) break;
            next = new(segment.Number + 1, 0);
        }

        if (!last || ready.Count > 0) return;
        foreach (var (stream, piece) in pending.OrderBy(p => p.Value.Timestamp).ToList()) Finish(stream, piece);
        EndEvent();
    }

    /// <returns>False when there is no whole line.</returns>
    private bool Read(OutputSegment segment)
    {
        byte[] bytes;
        try
        {
            using var file = new FileStream(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(next.Offset, SeekOrigin.Begin);
            bytes = new byte[Math.Clamp(file.Length - next.Offset, 0, ReadBytesMax)];
            file.ReadExactly(bytes);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        var start = 0;
        while (Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end)
        {
            if (OutputLine.Parse(bytes.AsMemory(start, end - start)) is { } line) Take(line, next with { Offset = next.Offset + start });
            start = end + 1;
        }

        // A line without an end that is longer than any line is none.
        if (start == 0 && bytes.Length == ReadBytesMax) start = bytes.Length;
        next = next with { Offset = next.Offset + start };
        return start > 0;
    }

    private void Take(OutputLine line, OutputPosition at)
    {
        if (pending.TryGetValue(line.Stream, out var piece) && piece.Text.Length + line.Text.Length >= LineJoiner.EventBytesMax) Finish(line.Stream, piece);
        if (!pending.TryGetValue(line.Stream, out piece)) pending[line.Stream] = piece = new(line.Timestamp, at, new MemoryStream());
        piece.Text.Write(line.Text.Span);
        if (!line.Partial) Finish(line.Stream, piece);
    }

    private void Finish(string stream, Pending piece)
    {
        pending.Remove(stream);
        var message = Encoding.UTF8.GetString(piece.Text.GetBuffer(), 0, (int)piece.Text.Length);
        if (joiner is null)
        {
            Enqueue(new(piece.Timestamp, message), piece.Start);
            return;
        }

        var held = joiner.Holds;
        var ended = joiner.Add(piece.Timestamp, message);
        if (ended is { } whole) Enqueue(whole, joining);
        if (!held || ended is not null) joining = piece.Start;
    }

    private void Enqueue(JoinedEvent entry, OutputPosition start) =>
        ready.Enqueue(new(entry.Timestamp, entry.Text, Encoding.UTF8.GetByteCount(entry.Text) + LogBatch.OverheadBytesPerEvent, start));

    /// <summary>A batch must be in order of time; the clock of the machine may step back between two lines. An empty line is a blank: events cannot be empty.</summary>
    private static void Add(List<(long Timestamp, string Message)> events, long timestamp, string text) =>
        events.Add((events.Count > 0 ? Math.Max(timestamp, events[^1].Timestamp) : timestamp, text.Length == 0 ? " " : text));

    private sealed record Pending(long Timestamp, OutputPosition Start, MemoryStream Text);

    private sealed record Ready(long Timestamp, string Message, int Bytes, OutputPosition Start);
}
