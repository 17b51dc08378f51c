using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class DeleteRetentionPolicy(IStore store) : IOperation<DeleteRetentionPolicyRequest, DeleteRetentionPolicyResponse>
{
    public static string Action => "logs:DeleteRetentionPolicy";

    public string Resource(DeleteRetentionPolicyRequest request, Caller caller) => LogsNames.GroupResource(caller.Scope, request.LogGroupName ?? "*");

    public async Task<DeleteRetentionPolicyResponse> Handle(DeleteRetentionPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        await new LogRows(store).ChangeGroup(request.LogGroupName!, group => group with { RetentionDays = null }, cancel);
        return new();
    }
}
