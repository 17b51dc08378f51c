using System.Text;
using Berth.Domain.Logs;

namespace Berth.Storage;

/// <summary>
/// Log events, apart from everything else because of their volume. Groups and streams are rows of <see cref="IStore"/>; this holds their events.
/// A stream is named by an opaque key that its owner made (and makes anew when a deleted stream is created again).
/// </summary>
public interface ILogStore : IAsyncDisposable
{
    /// <summary>Appends in the order given and answers once they are durable.</summary>
    Task Append(string stream, IReadOnlyList<LogEvent> events, DateTimeOffset ingestedAt, CancellationToken cancel = default);

    /// <summary>
    /// Events of some streams with <paramref name="from"/> ≤ timestamp &lt; <paramref name="to"/> (ms since the epoch), ordered by timestamp, then by <see cref="StoredLogEvent.Sequence"/>.
    /// </summary>
    /// <param name="after">Only events that follow this position in that order (or precede it, when <paramref name="backward"/>).</param>
    ValueTask<IReadOnlyList<StoredLogEvent>> Read(
        IReadOnlyList<string> streams, long from, long to, LogPosition? after, bool backward, int limit, CancellationToken cancel = default);

    /// <summary>Removes a stream's oldest events, at most <paramref name="limit"/>, or only those before <paramref name="before"/> (ms since the epoch). The space that they took is given back.</summary>
    /// <returns>How many are gone.</returns>
    Task<int> Delete(string stream, long? before = null, int limit = int.MaxValue, CancellationToken cancel = default);

    /// <summary>Size of what is stored of some streams: of each event its text in UTF-8 and <see cref="LogBatch.OverheadBytesPerEvent"/>.</summary>
    ValueTask<long> Bytes(IReadOnlyList<string> streams, CancellationToken cancel = default);
}

/// <param name="Timestamp">Milliseconds since the epoch, as the sender says.</param>
public readonly record struct LogEvent(long Timestamp, string Message)
{
    public static long Size(string message) => Encoding.UTF8.GetByteCount(message) + LogBatch.OverheadBytesPerEvent;
}

/// <param name="Sequence">Rises with each event of the store; makes the order of equal timestamps stable and names the event.</param>
/// <param name="IngestedAt">Milliseconds since the epoch, when we stored it.</param>
public sealed record StoredLogEvent(string Stream, long Sequence, long Timestamp, long IngestedAt, string Message);

public readonly record struct LogPosition(long Timestamp, long Sequence);
