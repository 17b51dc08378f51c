using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class GetResourcePolicy(SecretAccess access) : IOperation<GetResourcePolicyRequest, GetResourcePolicyResponse>
{
    public static string Action => "secretsmanager:GetResourcePolicy";

    public string Resource(GetResourcePolicyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(GetResourcePolicyRequest request, Caller caller) => [];

    public async Task<GetResourcePolicyResponse> Handle(GetResourcePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(request.SecretId!, Action, caller, cancel);
        return new() { ARN = secret.Arn, Name = secret.Name, ResourcePolicy = secret.Policy };
    }
}
