using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

/// <summary>Removes a group with its streams and events.</summary>
internal sealed class DeleteLogGroup(IStore store, ILogStore events) : IOperation<DeleteLogGroupRequest, DeleteLogGroupResponse>
{
    public static string Action => "logs:DeleteLogGroup";

    public string Resource(DeleteLogGroupRequest request, Caller caller) => LogsNames.GroupArn(caller.Scope, request.LogGroupName ?? "*");

    public async Task<DeleteLogGroupResponse> Handle(DeleteLogGroupRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new LogRows(store);
        var group = await rows.Group(request.LogGroupName!, cancel);
        var streams = await rows.Streams(group.Name, "", cancel);
        await store.Commit(
            [new RowWrite.Delete(LogsNames.GroupKind, group.Name, null), .. streams.Select(s => new RowWrite.Delete(LogsNames.StreamKind, LogsNames.StreamRow(group.Name, s.Name), null))], cancel);
        foreach (var stream in streams) await events.Delete(stream.Key, cancel: CancellationToken.None);
        return new();
    }
}
