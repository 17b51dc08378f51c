using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>Of AWS's own policies the current version alone is known.</summary>
internal sealed class GetPolicyVersion(IStore store) : IOperation<GetPolicyVersionRequest, GetPolicyVersionResponse>
{
    public static string Action => "iam:GetPolicyVersion";

    public string Resource(GetPolicyVersionRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<GetPolicyVersionResponse> Handle(GetPolicyVersionRequest request, Caller caller, CancellationToken cancel)
    {
        var policy = await new PolicyRows(store).Get(request.PolicyArn!, cancel);
        var version = policy.AllVersions.FirstOrDefault(v => v.VersionId == request.VersionId) ?? throw IamErrors.MissingVersion(policy.Arn, request.VersionId);
        return new() { PolicyVersion = IamMapping.ToWire(version, policy, withDocument: true) };
    }
}
