using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

/// <summary>Takes in a batch. What is too old or too new is left out and named, as on CloudWatch Logs.</summary>
internal sealed class PutLogEvents(IStore store, ILogStore events, TimeProvider clock, DiskGuard disk) : IOperation<PutLogEventsRequest, PutLogEventsResponse>
{
    public static string Action => "logs:PutLogEvents";

    public string Resource(PutLogEventsRequest request, Caller caller) => LogsNames.StreamArn(caller.Scope, request.LogGroupName ?? "*", request.LogStreamName ?? "*");

    public async Task<PutLogEventsResponse> Handle(PutLogEventsRequest request, Caller caller, CancellationToken cancel)
    {
        disk.Check();
        var rows = new LogRows(store);
        var group = await rows.Group(request.LogGroupName!, cancel);
        var stream = await rows.Stream(group.Name, request.LogStreamName!, cancel);
        var now = clock.GetUtcNow();
        var batch = (request.LogEvents ?? []).Select(e => new LogLine(e.Timestamp ?? 0, e.Message ?? "")).ToList();
        var judged = LogBatch.Judge(batch, now, group.RetentionDays is { } days ? TimeSpan.FromDays(days) : null);
        if (judged.Refusal is { } refusal) throw LogsErrors.InvalidParameter(refusal);
        if (judged.Count > 0) await events.Append(stream.Key, [.. batch.Skip(judged.First).Take(judged.Count).Select(e => new LogEvent(e.Timestamp, e.Message))], now, cancel);
        return new()
        {
            // Sequence tokens are no longer needed, but older clients still read one.
            NextSequenceToken = $"{now.ToUnixTimeMilliseconds():D20}",
            RejectedLogEventsInfo = judged.Count == batch.Count ? null : new()
            {
                TooOldLogEventEndIndex = judged.TooOldEnd,
                ExpiredLogEventEndIndex = judged.ExpiredEnd,
                TooNewLogEventStartIndex = judged.TooNewStart,
            },
        };
    }
}
