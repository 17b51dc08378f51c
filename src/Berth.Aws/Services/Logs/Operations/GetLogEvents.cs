using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Logs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

/// <summary>Pages through one stream. Both tokens always come back; at an end, the one that was given.</summary>
internal sealed class GetLogEvents(IStore store, ILogStore events, PageTokens tokens) : IOperation<GetLogEventsRequest, GetLogEventsResponse>
{
    public static string Action => "logs:GetLogEvents";

    public string Resource(GetLogEventsRequest request, Caller caller) => LogsNames.StreamArn(caller.Scope, LogsNames.GroupName(request.LogGroupName, request.LogGroupIdentifier) ?? "*", request.LogStreamName ?? "*");

    public async Task<GetLogEventsResponse> Handle(GetLogEventsRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new LogRows(store);
        var group = await rows.Group(LogsNames.OneGroupName(request.LogGroupName, request.LogGroupIdentifier), cancel);
        var stream = await rows.Stream(group.Name, request.LogStreamName!, cancel);
        var list = $"{Action} {stream.Key}";
        var cursor = request.NextToken is { } token ? EventCursor.Read(tokens, list, token) ?? throw LogsErrors.InvalidToken() : new EventCursor(request.StartFromHead == true, null);
        var page = await events.Read([stream.Key], request.StartTime ?? 0, request.EndTime ?? long.MaxValue, cursor.Position, !cursor.Forward, request.Limit ?? EventPage.EventsMax, cancel);
        var shown = EventPage.Fit(page);
        if (!cursor.Forward) shown = [.. shown.Reverse()];
        return new()
        {
            Events = [.. shown.Select(e => new OutputLogEventShape { Timestamp = e.Timestamp, IngestionTime = e.IngestedAt, Message = e.Message })],
            NextForwardToken = shown.Count > 0 ? EventCursor.After(shown[^1]).Make(tokens, list) : cursor.Forward && request.NextToken is not null ? request.NextToken : cursor.Turn(forward: true).Make(tokens, list),
            NextBackwardToken = shown.Count > 0 ? EventCursor.Before(shown[0]).Make(tokens, list) : !cursor.Forward && request.NextToken is not null ? request.NextToken : cursor.Turn(forward: false).Make(tokens, list),
        };
    }
}
