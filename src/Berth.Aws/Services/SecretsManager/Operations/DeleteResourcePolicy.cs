using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class DeleteResourcePolicy(SecretRows rows, SecretAccess access) : IOperation<DeleteResourcePolicyRequest, DeleteResourcePolicyResponse>
{
    public static string Action => "secretsmanager:DeleteResourcePolicy";

    public string Resource(DeleteResourcePolicyRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DeleteResourcePolicyRequest request, Caller caller) => [];

    public async Task<DeleteResourcePolicyResponse> Handle(DeleteResourcePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.FindAny(request.SecretId!, Action, caller, cancel);
        await rows.Change(secret, old => new(old with { Policy = null }, []), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name };
    }
}
