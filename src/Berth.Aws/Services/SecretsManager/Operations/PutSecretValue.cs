using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class PutSecretValue(SecretAccess access, SecretWriter writer) : IOperation<PutSecretValueRequest, PutSecretValueResponse>
{
    public static string Action => "secretsmanager:PutSecretValue";

    public string Resource(PutSecretValueRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(PutSecretValueRequest request, Caller caller) => [];

    public async Task<PutSecretValueResponse> Handle(PutSecretValueRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.RotationToken is not null) throw SecretsManagerErrors.NotYet("rotation (RotationToken)");
        var secret = await access.Find(request.SecretId!, Action, caller, cancel);
        var text = SecretText.Of(request.SecretString, request.SecretBinary) ?? throw SecretsManagerErrors.InvalidParameter("You must provide either SecretString or SecretBinary.");
        var (changed, versionId) = await writer.Put(secret, request.ClientRequestToken, text, request.VersionStages is { Count: > 0 } stages ? stages : [SecretStages.Current], old => old, caller, cancel);
        return new() { ARN = changed.Arn, Name = changed.Name, VersionId = versionId, VersionStages = changed.Versions.FirstOrDefault(v => v.VersionId == versionId)?.Stages };
    }
}
