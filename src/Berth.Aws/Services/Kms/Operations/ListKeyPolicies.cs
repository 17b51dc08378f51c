using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Kms.Operations;

/// <summary>A key has one policy.</summary>
internal sealed class ListKeyPolicies(KeyAccess access) : IOperation<ListKeyPoliciesRequest, ListKeyPoliciesResponse>
{
    public static string Action => "kms:ListKeyPolicies";

    public string Resource(ListKeyPoliciesRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(ListKeyPoliciesRequest request, Caller caller) => [];

    public async Task<ListKeyPoliciesResponse> Handle(ListKeyPoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        await access.FindKey(request.KeyId!, Action, caller, cancel);
        return new() { PolicyNames = [KmsNames.PolicyName], Truncated = false };
    }
}
