using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class UpdateSecret(SecretRows rows, SecretAccess access, SecretWriter writer, SecretValues values, TimeProvider clock) : IOperation<UpdateSecretRequest, UpdateSecretResponse>
{
    public static string Action => "secretsmanager:UpdateSecret";

    public string Resource(UpdateSecretRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateSecretRequest request, Caller caller) => [];

    public async Task<UpdateSecretResponse> Handle(UpdateSecretRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Type is not null) throw SecretsManagerErrors.NotYet("managed external secrets (Type)");
        var secret = await access.Find(request.SecretId!, Action, caller, cancel);
        var key = SecretsManagerNames.KeyOf(request.KmsKeyId);
        if (key is not null) await values.KeyFor(key, cancel);
        SecretRecord Shape(SecretRecord old) => old with { Description = request.Description ?? old.Description, KmsKeyId = request.KmsKeyId is null ? old.KmsKeyId : key };
        if (SecretText.Of(request.SecretString, request.SecretBinary) is { } text)
        {
            var (changed, versionId) = await writer.Put(secret, request.ClientRequestToken, text, [SecretStages.Current], Shape, caller, cancel);
            return new() { ARN = changed.Arn, Name = changed.Name, VersionId = versionId };
        }

        await rows.Change(secret, old => new(Shape(old) with { LastChangedAt = clock.GetUtcNow() }, []), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name };
    }
}
