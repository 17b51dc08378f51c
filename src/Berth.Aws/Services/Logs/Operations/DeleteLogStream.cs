using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class DeleteLogStream(IStore store, LogDeletion deletion, LogRetention retention) : IOperation<DeleteLogStreamRequest, DeleteLogStreamResponse>
{
    public static string Action => "logs:DeleteLogStream";

    public string Resource(DeleteLogStreamRequest request, Caller caller) => LogsNames.StreamArn(caller.Scope, request.LogGroupName ?? "*", request.LogStreamName ?? "*");

    public async Task<DeleteLogStreamResponse> Handle(DeleteLogStreamRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new LogRows(store);
        var group = await rows.Group(request.LogGroupName!, cancel);
        var stream = await rows.Stream(group.Name, request.LogStreamName!, cancel);
        if (!await deletion.DeleteStream(group.Name, stream, cancel)) throw LogRows.NoStream();
        retention.Wake();
        return new();
    }
}
