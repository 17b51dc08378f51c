using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class DescribeLogStreams(IStore store, ILogStore events, PageTokens tokens) : IOperation<DescribeLogStreamsRequest, DescribeLogStreamsResponse>
{
    public static string Action => "logs:DescribeLogStreams";

    public string Resource(DescribeLogStreamsRequest request, Caller caller) => LogsNames.GroupResource(caller.Scope, LogsNames.GroupName(request.LogGroupName, request.LogGroupIdentifier) ?? "*");

    public async Task<DescribeLogStreamsResponse> Handle(DescribeLogStreamsRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new LogRows(store);
        var group = await rows.Group(LogsNames.OneGroupName(request.LogGroupName, request.LogGroupIdentifier), cancel);
        var byTime = request.OrderBy == "LastEventTime";
        if (byTime && request.LogStreamNamePrefix is not null) throw LogsErrors.InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
        var streams = new List<(LogStreamRecord Stream, StreamSpan Span, string Key)>();
        foreach (var stream in await rows.Streams(group.Name, request.LogStreamNamePrefix ?? "", cancel))
        {
            // Asked of the events themselves, so that taking in a line costs one write and not two.
            var span = await StreamSpan.Read(events, stream.Key, cancel);
            streams.Add((stream, span, byTime ? $"{span.LastTimestamp ?? 0:D19} {stream.Name}" : stream.Name));
        }

        var descending = request.Descending == true;
        var sorted = descending ? streams.OrderByDescending(s => s.Key, StringComparer.Ordinal) : streams.OrderBy(s => s.Key, StringComparer.Ordinal);
        var list = $"{Action} {group.Name} {request.LogStreamNamePrefix} {byTime} {descending}";
        var page = tokens.Cut(sorted, s => s.Key, list, request.NextToken, request.Limit ?? 50, LogsErrors.InvalidToken, descending);
        return new() { LogStreams = [.. page.Items.Select(s => LogsMapping.ToWire(group.Name, s.Stream, s.Span, caller.Scope))], NextToken = page.NextToken };
    }
}
