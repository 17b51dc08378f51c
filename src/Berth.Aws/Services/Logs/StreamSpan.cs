using Berth.Storage;

namespace Berth.Aws.Services.Logs;

/// <summary>The first and last events of a stream; nothing for an empty one.</summary>
internal sealed record StreamSpan(long? FirstTimestamp, long? LastTimestamp, long? LastIngestion)
{
    public static async Task<StreamSpan> Read(ILogStore events, string key, CancellationToken cancel)
    {
        var first = await events.Read([key], 0, long.MaxValue, null, backward: false, 1, cancel);
        var last = await events.Read([key], 0, long.MaxValue, null, backward: true, 1, cancel);
        return first.Count == 0 || last.Count == 0 ? new(null, null, null) : new(first[0].Timestamp, last[0].Timestamp, last[0].IngestedAt);
    }
}
