using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class GetSecretValue(SecretRows rows, SecretAccess access, SecretValues values, TimeProvider clock) : IOperation<GetSecretValueRequest, GetSecretValueResponse>
{
    public static string Action => "secretsmanager:GetSecretValue";

    public string Resource(GetSecretValueRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(GetSecretValueRequest request, Caller caller) => [];

    public async Task<GetSecretValueResponse> Handle(GetSecretValueRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(request.SecretId!, Action, caller, cancel, ("VersionId", request.VersionId), ("VersionStage", request.VersionStage ?? (request.VersionId is null ? SecretStages.Current : null)));
        var version = SecretReading.Choose(secret, request.VersionId, request.VersionStage);
        var value = await rows.Value(secret, version.VersionId, cancel) ?? throw SecretsManagerErrors.NoValue($"VersionId: {version.VersionId}");
        var text = await values.Open(secret, version.VersionId, value, caller, cancel);
        await SecretReading.NoteAccess(rows, secret, clock.GetUtcNow(), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name, VersionId = version.VersionId, SecretString = text.String, SecretBinary = text.Binary, VersionStages = version.Stages, CreatedDate = version.CreatedAt };
    }
}
