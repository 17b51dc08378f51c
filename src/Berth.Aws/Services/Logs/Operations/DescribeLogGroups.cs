using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class DescribeLogGroups(IStore store, ILogStore events, PageTokens tokens) : IOperation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>
{
    public static string Action => "logs:DescribeLogGroups";

    public string Resource(DescribeLogGroupsRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(DescribeLogGroupsRequest request, Caller caller) => [new(Action, LogsNames.GroupArn(caller.Scope, "") + ":log-stream:")];

    public async Task<DescribeLogGroupsResponse> Handle(DescribeLogGroupsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.LogGroupNamePrefix is not null && request.LogGroupNamePattern is not null)
            throw LogsErrors.InvalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        var rows = new LogRows(store);
        var groups = (await rows.Groups(request.LogGroupNamePrefix ?? "", cancel))
            .Where(g => request.LogGroupNamePattern is null || g.Name.Contains(request.LogGroupNamePattern, StringComparison.Ordinal))
            .Where(g => request.LogGroupIdentifiers is not { Count: > 0 } ids || ids.Any(id => LogsNames.GroupName(null, id) == g.Name));
        var page = tokens.Cut(groups, g => g.Name, $"{Action} {request.LogGroupNamePrefix} {request.LogGroupNamePattern}", request.NextToken, request.Limit ?? 50, LogsErrors.InvalidToken);
        var answer = new List<LogGroupShape>();
        foreach (var group in page.Items)
        {
            var streams = await rows.Streams(group.Name, "", cancel);
            answer.Add(LogsMapping.ToWire(group, await events.Bytes([.. streams.Select(s => s.Key)], cancel), caller.Scope));
        }

        return new() { LogGroups = answer, NextToken = page.NextToken };
    }
}
