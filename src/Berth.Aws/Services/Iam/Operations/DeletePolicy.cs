using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Whoever attaches a policy touches its row, so that it cannot be deleted under them.</summary>
internal sealed class DeletePolicy(IStore store) : IOperation<DeletePolicyRequest, DeletePolicyResponse>
{
    public static string Action => "iam:DeletePolicy";

    public string Resource(DeletePolicyRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<DeletePolicyResponse> Handle(DeletePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var arn = request.PolicyArn!;
        PolicyRows.CheckOwn(arn, Action, caller.Arn);
        await IamUnit.Run(store, async unit =>
        {
            var policy = await unit.Find<PolicyRecord>(IamNames.PolicyKind, arn) ?? throw PolicyRows.Missing(arn);
            var use = await new PolicyRows(store).Uses(cancel);
            if (use.AttachmentsOf(arn) + use.BoundariesOf(arn) > 0) throw IamErrors.DeleteConflict("Cannot delete a policy attached to entities.");
            if (policy.AllVersions.Count > 1)
                throw IamErrors.DeleteConflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");
            unit.Delete(IamNames.PolicyKind, arn);
        }, cancel);
        return new();
    }
}
