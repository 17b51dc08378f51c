using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeletePolicy(IStore store) : IOperation<DeletePolicyRequest, DeletePolicyResponse>
{
    public static string Action => "iam:DeletePolicy";

    public string Resource(DeletePolicyRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<DeletePolicyResponse> Handle(DeletePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new PolicyRows(store);
        var policy = await rows.Get(request.PolicyArn!, cancel);
        if (AwsManagedPolicies.All.Any(p => p.Arn == policy.Arn)) throw new AwsException("AccessDenied", $"User: {caller.Arn} is not authorized to perform: iam:DeletePolicy on resource: policy {policy.Name}", 403);
        if (await rows.Attachments(policy.Arn, cancel) > 0) throw IamErrors.DeleteConflict("Cannot delete a policy attached to entities.");
        await store.Commit([new RowWrite.Delete(IamNames.PolicyKind, policy.Arn, null)], cancel);
        return new();
    }
}
