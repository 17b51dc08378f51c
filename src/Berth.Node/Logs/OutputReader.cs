using System.Text;

namespace Berth.Node.Logs;

/// <summary>Reads whole lines of a growing file from a position, joins pieces, and knows from where to go on.</summary>
internal sealed class OutputReader(string path, long position)
{
    /// <summary>The longest event that CloudWatch Logs takes without splitting it.</summary>
    private const int EventBytesMax = 256 * 1024;

    private const int BatchEventsMax = 10_000;
    private const int BatchBytesMax = 900_000;
    private const int OverheadBytes = 26;

    /// <summary>Behind the last line that <see cref="Next"/> gave.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The next events in order, as many as one PutLogEvents takes; empty at the end of what is written so far.</summary>
    /// <param name="last">Nothing more will be written: a piece without its end is given as it is.</param>
    public IReadOnlyList<(long Timestamp, string Message)> Next(bool last)
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(Position, SeekOrigin.Begin);
        var bytes = new byte[Math.Min(file.Length - Position, 4 << 20)];
        file.ReadExactly(bytes);

        var events = new List<(long Timestamp, string Message)>();
        var (size, start, pieces, pieceTime) = (0, 0, new StringBuilder(), 0L);
        var taken = 0;
        while (events.Count < BatchEventsMax && Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end)
        {
            var parsed = OutputLine.Parse(Encoding.UTF8.GetString(bytes, start, end - start));
            start = end + 1;
            if (parsed is not { } line)
            {
                taken = pieces.Length == 0 ? start : taken;
                continue;
            }

            if (pieces.Length == 0) pieceTime = line.Timestamp;
            pieces.Append(line.Text);
            if (line.Partial && pieces.Length < EventBytesMax) continue;
            var cost = Encoding.UTF8.GetByteCount(pieces.ToString()) + OverheadBytes;
            if (events.Count > 0 && size + cost > BatchBytesMax) break;
            Add(events, pieceTime, pieces.ToString());
            pieces.Clear();
            size += cost;
            taken = start;
        }

        if (last && pieces.Length > 0 && start >= bytes.Length)
        {
            Add(events, pieceTime, pieces.ToString());
            taken = start;
        }

        Position += taken;
        return events;
    }

    /// <summary>A batch must be in order of time; the clock of the machine may step back between two lines. An empty line is a blank: events cannot be empty.</summary>
    private static void Add(List<(long Timestamp, string Message)> events, long timestamp, string text) =>
        events.Add((events.Count > 0 ? Math.Max(timestamp, events[^1].Timestamp) : timestamp, text.Length == 0 ? " " : text));
}
