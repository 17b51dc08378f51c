using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;
using Berth.Domain.Logs;
using Berth.Storage;

namespace Berth.Aws.Services.Logs.Operations;

internal sealed class PutRetentionPolicy(IStore store) : IOperation<PutRetentionPolicyRequest, PutRetentionPolicyResponse>
{
    public static string Action => "logs:PutRetentionPolicy";

    public string Resource(PutRetentionPolicyRequest request, Caller caller) => LogsNames.GroupResource(caller.Scope, request.LogGroupName ?? "*");

    public async Task<PutRetentionPolicyResponse> Handle(PutRetentionPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        if (!LogGroupRecord.RetentionDaysAllowed.Contains(request.RetentionInDays!.Value))
            throw LogsErrors.InvalidParameter($"1 validation error detected: Value '{request.RetentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", LogGroupRecord.RetentionDaysAllowed)}]");
        await new LogRows(store).ChangeGroup(request.LogGroupName!, group => group with { RetentionDays = request.RetentionInDays }, cancel);
        return new();
    }
}
