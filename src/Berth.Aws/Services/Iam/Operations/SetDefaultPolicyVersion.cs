using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class SetDefaultPolicyVersion(IStore store, TimeProvider clock) : IOperation<SetDefaultPolicyVersionRequest, SetDefaultPolicyVersionResponse>
{
    public static string Action => "iam:SetDefaultPolicyVersion";

    public string Resource(SetDefaultPolicyVersionRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<SetDefaultPolicyVersionResponse> Handle(SetDefaultPolicyVersionRequest request, Caller caller, CancellationToken cancel)
    {
        var now = IamMapping.WholeSeconds(clock.GetUtcNow());
        await new PolicyRows(store).Change(request.PolicyArn!, Action, caller.Arn, policy => PolicyRows.Accept(PolicyVersions.SetDefault(policy, request.VersionId!, now), policy.Arn, request.VersionId).Policy, cancel);
        return new();
    }
}
