using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class GetKeyPolicy(KeyAccess access) : IOperation<GetKeyPolicyRequest, GetKeyPolicyResponse>
{
    public static string Action => "kms:GetKeyPolicy";

    public string Resource(GetKeyPolicyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(GetKeyPolicyRequest request, Caller caller) => [];

    public async Task<GetKeyPolicyResponse> Handle(GetKeyPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.PolicyName is not (null or KmsNames.PolicyName)) throw KmsErrors.NoSuchPolicy();
        var key = await access.FindKey(request.KeyId!, Action, caller, cancel);
        return new() { Policy = key.Policy, PolicyName = KmsNames.PolicyName };
    }
}
