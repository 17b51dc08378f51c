using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class UpdateSecretVersionStage(SecretRows rows, SecretAccess access, TimeProvider clock) : IOperation<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse>
{
    public static string Action => "secretsmanager:UpdateSecretVersionStage";

    public string Resource(UpdateSecretVersionStageRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateSecretVersionStageRequest request, Caller caller) => [];

    public async Task<UpdateSecretVersionStageResponse> Handle(UpdateSecretVersionStageRequest request, Caller caller, CancellationToken cancel)
    {
        var secret = await access.Find(request.SecretId!, Action, caller, cancel, ("VersionStage", request.VersionStage));
        await rows.Change(
            secret,
            old =>
            {
                var (versions, refusal) = SecretStages.Move(old.Versions, request.VersionStage!, request.RemoveFromVersionId, request.MoveToVersionId);
                return refusal is { } no ? throw SecretsManagerErrors.From(no, request.VersionStage!) : new(old with { Versions = versions, LastChangedAt = clock.GetUtcNow() }, []);
            },
            cancel);
        return new() { ARN = secret.Arn, Name = secret.Name };
    }
}
