using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Berth keeps one version of a policy, v1.</summary>
internal sealed class GetPolicyVersion(IStore store) : IOperation<GetPolicyVersionRequest, GetPolicyVersionResponse>
{
    public static string Action => "iam:GetPolicyVersion";

    public string Resource(GetPolicyVersionRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<GetPolicyVersionResponse> Handle(GetPolicyVersionRequest request, Caller caller, CancellationToken cancel)
    {
        var policy = await new PolicyRows(store).Get(request.PolicyArn!, cancel);
        if (request.VersionId != "v1") throw IamErrors.NoSuchEntity($"Policy {policy.Arn} version {request.VersionId} does not exist or is not attachable.");
        return new() { PolicyVersion = new() { Document = Uri.EscapeDataString(policy.Document), VersionId = "v1", IsDefaultVersion = true, CreateDate = policy.CreatedAt } };
    }
}
