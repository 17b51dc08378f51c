using Berth.Storage;

namespace Berth.Aws.Services.Logs;

/// <summary>An answer holds at most 10,000 events and one MiB. Source: CloudWatch Logs API, GetLogEvents.</summary>
internal static class EventPage
{
    public const int EventsMax = 10_000;
    private const int BytesMax = 1 << 20;

    public static bool IsFull(long bytes) => bytes >= BytesMax;

    /// <summary>As many from the start as fit, but one at least.</summary>
    public static IReadOnlyList<StoredLogEvent> Fit(IReadOnlyList<StoredLogEvent> events)
    {
        var bytes = 0L;
        var count = 0;
        foreach (var entry in events)
        {
            bytes += Size(entry);
            if (bytes > BytesMax && count > 0) break;
            count++;
        }

        return count == events.Count ? events : [.. events.Take(count)];
    }

    public static long Size(StoredLogEvent entry) => LogEvent.Size(entry.Message);
}
