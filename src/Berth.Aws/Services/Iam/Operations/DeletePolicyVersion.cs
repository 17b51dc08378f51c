using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeletePolicyVersion(IStore store, TimeProvider clock) : IOperation<DeletePolicyVersionRequest, DeletePolicyVersionResponse>
{
    public static string Action => "iam:DeletePolicyVersion";

    public string Resource(DeletePolicyVersionRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<DeletePolicyVersionResponse> Handle(DeletePolicyVersionRequest request, Caller caller, CancellationToken cancel)
    {
        var now = IamMapping.WholeSeconds(clock.GetUtcNow());
        await new PolicyRows(store).Change(request.PolicyArn!, Action, caller.Arn, policy => PolicyRows.Accept(PolicyVersions.Delete(policy, request.VersionId!, now), policy.Arn, request.VersionId).Policy, cancel);
        return new();
    }
}
