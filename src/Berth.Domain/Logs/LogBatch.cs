using System.Text;

namespace Berth.Domain.Logs;

/// <param name="Timestamp">Milliseconds since the epoch.</param>
public readonly record struct LogLine(long Timestamp, string Message);

/// <summary>What of a PutLogEvents batch is taken in. Source: CloudWatch Logs API, PutLogEvents.</summary>
/// <param name="Refusal">Why the whole batch is refused; null when it is not.</param>
/// <param name="First">Index of the first event taken in.</param>
/// <param name="TooOldEnd">Index behind the last event that is older than 14 days.</param>
/// <param name="ExpiredEnd">Index behind the last event that the group's retention would delete at once.</param>
/// <param name="TooNewStart">Index of the first event more than two hours ahead.</param>
public sealed record LogBatch(string? Refusal, int First, int Count, int? TooOldEnd, int? ExpiredEnd, int? TooNewStart)
{
    public const int EventsMax = 10_000;
    public const int BytesMax = 1_048_576;
    public const int OverheadBytesPerEvent = 26;

    private static readonly TimeSpan SpanMax = TimeSpan.FromHours(24);
    private static readonly TimeSpan AgeMax = TimeSpan.FromDays(14);
    private static readonly TimeSpan AheadMax = TimeSpan.FromHours(2);

    public static LogBatch Judge(IReadOnlyList<LogLine> events, DateTimeOffset now, TimeSpan? retention)
    {
        if (events.Count == 0) return Refuse("Log events must not be empty.");
        if (events.Count > EventsMax) return Refuse($"Log events in a single PutLogEvents request must be at most {EventsMax}.");
        if (events.Sum(e => (long)Encoding.UTF8.GetByteCount(e.Message) + OverheadBytesPerEvent) > BytesMax) return Refuse($"Upload too large: batches are at most {BytesMax} bytes.");
        for (var i = 1; i < events.Count; i++)
            if (events[i].Timestamp < events[i - 1].Timestamp) return Refuse("Log events in a single PutLogEvents request must be in chronological order.");
        if (events[^1].Timestamp - events[0].Timestamp > SpanMax.TotalMilliseconds) return Refuse("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");

        var tooOld = CountBefore(events, (now - AgeMax).ToUnixTimeMilliseconds());
        var expired = retention is { } kept ? CountBefore(events, (now - kept).ToUnixTimeMilliseconds()) : 0;
        var taken = CountBefore(events, (now + AheadMax).ToUnixTimeMilliseconds() + 1);
        var first = Math.Max(tooOld, expired);
        return new(null, first, Math.Max(0, taken - first), tooOld > 0 ? tooOld : null, expired > 0 ? expired : null, taken < events.Count ? taken : null);
    }

    private static int CountBefore(IReadOnlyList<LogLine> events, long timestamp) => events.TakeWhile(e => e.Timestamp < timestamp).Count();

    private static LogBatch Refuse(string reason) => new(reason, 0, 0, null, null, null);
}
