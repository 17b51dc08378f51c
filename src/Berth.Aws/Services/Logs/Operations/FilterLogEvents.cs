using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

/// <summary>Searches the streams of a group, oldest event first.</summary>
internal sealed class FilterLogEvents(IStore store, ILogStore events, PageTokens tokens) : IOperation<FilterLogEventsRequest, FilterLogEventsResponse>
{
    public static string Action => "logs:FilterLogEvents";

    public string Resource(FilterLogEventsRequest request, Caller caller) => LogsNames.GroupResource(caller.Scope, LogsNames.GroupName(request.LogGroupName, request.LogGroupIdentifier) ?? "*");

    public async Task<FilterLogEventsResponse> Handle(FilterLogEventsRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new LogRows(store);
        var group = await rows.Group(LogsNames.OneGroupName(request.LogGroupName, request.LogGroupIdentifier), cancel);
        if (request.LogStreamNames is { Count: > 0 } && request.LogStreamNamePrefix is not null) throw LogsErrors.InvalidParameter("logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
        var pattern = FilterPattern.Parse(request.FilterPattern ?? "")
            ?? throw LogsErrors.InvalidParameter($"Invalid filter pattern '{request.FilterPattern}': Berth reads terms, ?terms, -terms and quoted phrases; see SCOPE.md.");
        var streams = (await rows.Streams(group.Name, request.LogStreamNamePrefix ?? "", cancel))
            .Where(s => request.LogStreamNames is not { Count: > 0 } names || names.Contains(s.Name, StringComparer.Ordinal)).ToDictionary(s => s.Key, s => s.Name, StringComparer.Ordinal);
        if (request.LogStreamNames is { Count: > 0 } wanted && wanted.FirstOrDefault(n => !streams.ContainsValue(n)) is not null) throw LogsErrors.NotFound("The specified log stream does not exist.");

        var list = $"{Action} {group.Name} {request.LogStreamNamePrefix} {string.Join(',', request.LogStreamNames ?? [])} {request.StartTime} {request.FilterPattern}";
        var position = request.NextToken is { } token ? (EventCursor.Read(tokens, list, token) ?? throw LogsErrors.InvalidToken()).Position : null;
        var limit = request.Limit ?? EventPage.EventsMax;
        var matches = new List<StoredLogEvent>();
        var bytes = 0L;

        // Every stream is read up to this number at once: many streams, fewer of each.
        var batch = Math.Clamp(4 * EventPage.EventsMax / Math.Max(1, streams.Count), 100, EventPage.EventsMax);
        string? next = null;
        for (var scans = 0; ; scans++)
        {
            var scanned = await events.Read([.. streams.Keys], request.StartTime ?? 0, request.EndTime is { } end && end < long.MaxValue ? end + 1 : long.MaxValue, position, backward: false, batch, cancel);
            foreach (var found in scanned)
            {
                position = new(found.Timestamp, found.Sequence);
                if (pattern.Matches(found.Message))
                {
                    matches.Add(found);
                    bytes += EventPage.Size(found);
                }

                if (matches.Count == limit || EventPage.IsFull(bytes)) break;
            }

            // A page may come back short, or even empty, with a token: CloudWatch Logs does the same when it has searched enough for one call.
            var full = matches.Count == limit || EventPage.IsFull(bytes);
            if (full || (scanned.Count == batch && scans == ScansMax)) next = EventCursor.At(position!.Value).Make(tokens, list);
            if (full || scanned.Count < batch || scans == ScansMax) break;
        }

        return new()
        {
            Events = [.. matches.Select(e => LogsMapping.ToWire(e, streams[e.Stream]))],
            SearchedLogStreams = [],
            NextToken = next,
        };
    }

    /// <summary>Bounds what one call costs: this many batches are searched at most.</summary>
    private const int ScansMax = 20;
}
