using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs;

internal static class LogsMapping
{
    public static LogGroupShape ToWire(LogGroupRecord group, long storedBytes, AwsScope scope) => new()
    {
        LogGroupName = group.Name,
        CreationTime = group.CreatedAt.ToUnixTimeMilliseconds(),
        RetentionInDays = group.RetentionDays,
        MetricFilterCount = 0,
        StoredBytes = storedBytes,
        Arn = LogsNames.GroupArn(scope, group.Name) + ":*",
        LogGroupArn = LogsNames.GroupArn(scope, group.Name),
        LogGroupClass = "STANDARD",
        DeletionProtectionEnabled = false,
    };

    public static LogStreamShape ToWire(string group, LogStreamRecord stream, StreamSpan span, AwsScope scope) => new()
    {
        LogStreamName = stream.Name,
        CreationTime = stream.CreatedAt.ToUnixTimeMilliseconds(),
        FirstEventTimestamp = span.FirstTimestamp,
        LastEventTimestamp = span.LastTimestamp,
        LastIngestionTime = span.LastIngestion,
        Arn = LogsNames.StreamArn(scope, group, stream.Name),
    };

    /// <summary>An event's id is unique in the account and rises with time, then arrival.</summary>
    public static FilteredLogEventShape ToWire(StoredLogEvent entry, string stream) => new()
    {
        LogStreamName = stream,
        Timestamp = entry.Timestamp,
        IngestionTime = entry.IngestedAt,
        Message = entry.Message,
        EventId = $"{entry.Timestamp:D28}{entry.Sequence:D28}",
    };
}
