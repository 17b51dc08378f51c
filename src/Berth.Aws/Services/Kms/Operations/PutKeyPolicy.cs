using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class PutKeyPolicy(KeyAccess access) : IOperation<PutKeyPolicyRequest, PutKeyPolicyResponse>
{
    public static string Action => "kms:PutKeyPolicy";

    public string Resource(PutKeyPolicyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(PutKeyPolicyRequest request, Caller caller) => [];

    public async Task<PutKeyPolicyResponse> Handle(PutKeyPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.PolicyName is not (null or KmsNames.PolicyName)) throw KmsErrors.NoSuchPolicy();
        await access.ChangeLiving(request.KeyId!, Action, key => key with { Policy = KeyPolicies.Check(request.Policy!, request.BypassPolicyLockoutSafetyCheck, caller) }, caller, cancel);
        return new();
    }
}
