using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class CreateLogStream(IStore store, LogDeletion deletion, IIdSource ids, TimeProvider clock) : IOperation<CreateLogStreamRequest, CreateLogStreamResponse>
{
    public static string Action => "logs:CreateLogStream";

    public string Resource(CreateLogStreamRequest request, Caller caller) => LogsNames.StreamArn(caller.Scope, request.LogGroupName ?? "*", request.LogStreamName ?? "*");

    public async Task<CreateLogStreamResponse> Handle(CreateLogStreamRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new LogRows(store);
        var group = await rows.Group(request.LogGroupName!, cancel);
        var stream = new LogStreamRecord { Name = request.LogStreamName!, Key = ids.Uuid(), CreatedAt = clock.GetUtcNow() };
        if (!await store.TryAdd(LogsNames.StreamKind, LogsNames.StreamRow(group.Name, stream.Name), stream, cancel)) throw LogsErrors.AlreadyExists("The specified log stream already exists");

        // Its group may have been deleted between the two steps, and this stream with it or not.
        if (await rows.FindGroup(group.Name, CancellationToken.None) is { Deleting: false }) return new();
        await deletion.DeleteStream(group.Name, stream, CancellationToken.None);
        throw LogRows.NoGroup();
    }
}
