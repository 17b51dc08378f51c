using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class DescribeLogGroups(IStore store, PageTokens tokens) : IOperation<DescribeLogGroupsRequest, DescribeLogGroupsResponse>
{
    public static string Action => "logs:DescribeLogGroups";

    public string Resource(DescribeLogGroupsRequest request, Caller caller) => "*";

    public async Task<DescribeLogGroupsResponse> Handle(DescribeLogGroupsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.LogGroupNamePrefix is not null && request.LogGroupNamePattern is not null)
            throw LogsErrors.InvalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        var groups = (await store.FindAll<LogGroupRecord>(LogsNames.GroupKind, request.LogGroupNamePrefix ?? "", cancel))
            .Where(g => request.LogGroupNamePattern is null || g.Name.Contains(request.LogGroupNamePattern, StringComparison.Ordinal))
            .Where(g => request.LogGroupIdentifiers is not { Count: > 0 } ids || ids.Any(id => LogsNames.GroupName(null, id) == g.Name));
        var page = tokens.Cut(groups, g => g.Name, $"{Action} {request.LogGroupNamePrefix} {request.LogGroupNamePattern}", request.NextToken, request.Limit ?? 50, LogsErrors.InvalidToken);
        return new() { LogGroups = [.. page.Items.Select(g => LogsMapping.ToWire(g, caller.Scope))], NextToken = page.NextToken };
    }
}
