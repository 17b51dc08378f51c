using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;

namespace Berth.Aws.Services.Logs.Operations;

/// <summary>Removes a group with its streams and events.</summary>
internal sealed class DeleteLogGroup(LogDeletion deletion, LogRetention retention) : IOperation<DeleteLogGroupRequest, DeleteLogGroupResponse>
{
    public static string Action => "logs:DeleteLogGroup";

    public string Resource(DeleteLogGroupRequest request, Caller caller) => LogsNames.GroupResource(caller.Scope, request.LogGroupName ?? "*");

    public async Task<DeleteLogGroupResponse> Handle(DeleteLogGroupRequest request, Caller caller, CancellationToken cancel)
    {
        await deletion.DeleteGroup(request.LogGroupName!, cancel);
        retention.Wake();
        return new();
    }
}
