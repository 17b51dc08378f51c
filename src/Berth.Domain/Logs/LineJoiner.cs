using System.Text;
using System.Text.RegularExpressions;

namespace Berth.Domain.Logs;

/// <summary>An event of one or several lines.</summary>
/// <param name="Timestamp">Of its first line, milliseconds since the epoch.</param>
public readonly record struct JoinedEvent(long Timestamp, string Text);

/// <summary>
/// Joins lines to events, as docker's awslogs driver does: a line that matches begins an event, those that follow belong to it, and each line keeps its line feed.
/// An event ends also when the next line would make it too long, or, by <see cref="Flush"/>, when nothing follows for a while.
/// </summary>
/// <param name="begins">From <see cref="EventPatterns"/>.</param>
public sealed class LineJoiner(Regex begins)
{
    /// <summary>Of an event's text. Source: CloudWatch Logs user guide, quotas (256 KiB with 26 bytes of overhead).</summary>
    public const int EventBytesMax = (256 * 1024) - LogBatch.OverheadBytesPerEvent;

    /// <summary>How long an event waits for another line.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly StringBuilder held = new();
    private long timestamp;
    private int bytes;

    public bool Holds => held.Length > 0;

    /// <returns>The event that this line ended; null when it goes on, or there was none.</returns>
    public JoinedEvent? Add(long timestamp, string line)
    {
        var length = Encoding.UTF8.GetByteCount(line) + 1;
        var ended = Holds && (bytes + length > EventBytesMax || Matches(line)) ? Flush() : null;
        if (!Holds) this.timestamp = timestamp;
        held.Append(line).Append('\n');
        bytes += length;
        return ended;
    }

    /// <returns>What is held; null for nothing.</returns>
    public JoinedEvent? Flush()
    {
        if (!Holds) return null;
        var text = new JoinedEvent(timestamp, held.ToString());
        held.Clear();
        bytes = 0;
        return text;
    }

    private bool Matches(string line)
    {
        try
        {
            return begins.IsMatch(line);
        }
        catch (RegexMatchTimeoutException)
        {
            return true; // A line that takes for ever to judge is an event of its own.
        }
    }
}
