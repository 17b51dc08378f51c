using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class RestoreSecret(SecretRows rows, SecretAccess access) : IOperation<RestoreSecretRequest, RestoreSecretResponse>
{
    public static string Action => "secretsmanager:RestoreSecret";

    public string Resource(RestoreSecretRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(RestoreSecretRequest request, Caller caller) => [];

    public async Task<RestoreSecretResponse> Handle(RestoreSecretRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.FindAny(request.SecretId!, Action, caller, cancel);
        await rows.Change(secret, old => new(old with { DeletedAt = null, DeleteAfter = null }, []), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name };
    }
}
