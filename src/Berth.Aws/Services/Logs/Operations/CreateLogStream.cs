using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class CreateLogStream(IStore store, IIdSource ids, TimeProvider clock) : IOperation<CreateLogStreamRequest, CreateLogStreamResponse>
{
    public static string Action => "logs:CreateLogStream";

    public string Resource(CreateLogStreamRequest request, Caller caller) => LogsNames.StreamArn(caller.Scope, request.LogGroupName ?? "*", request.LogStreamName ?? "*");

    public async Task<CreateLogStreamResponse> Handle(CreateLogStreamRequest request, Caller caller, CancellationToken cancel)
    {
        var group = await new LogRows(store).Group(request.LogGroupName!, cancel);
        var stream = new LogStreamRecord { Name = request.LogStreamName!, Key = ids.Uuid(), CreatedAt = clock.GetUtcNow() };
        if (!await store.TryAdd(LogsNames.StreamKind, LogsNames.StreamRow(group.Name, stream.Name), stream, cancel)) throw LogsErrors.AlreadyExists("The specified log stream already exists");
        return new();
    }
}
