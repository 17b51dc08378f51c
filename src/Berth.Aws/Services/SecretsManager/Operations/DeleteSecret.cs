using System.Globalization;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.SecretsManager.Wire;
using Berth.Domain.Access;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager.Operations;

internal sealed class DeleteSecret(SecretRows rows, SecretAccess access, TimeProvider clock) : IOperation<DeleteSecretRequest, DeleteSecretResponse>
{
    private const int WindowDaysMin = 7;
    private const int WindowDaysMax = 30;

    public static string Action => "secretsmanager:DeleteSecret";

    public string Resource(DeleteSecretRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the secret is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DeleteSecretRequest request, Caller caller) => [];

    public async Task<DeleteSecretResponse> Handle(DeleteSecretRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ForceDeleteWithoutRecovery == true && request.RecoveryWindowInDays is not null) throw SecretsManagerErrors.InvalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        if (request.RecoveryWindowInDays is < WindowDaysMin or > WindowDaysMax) throw SecretsManagerErrors.InvalidParameter($"The RecoveryWindowInDays value must be between {WindowDaysMin} and {WindowDaysMax} days (inclusive).");
        var now = clock.GetUtcNow();
        SecretRecord secret;
        try
        {
            secret = await access.FindAny(request.SecretId!, Action, caller, cancel, ("RecoveryWindowInDays", request.RecoveryWindowInDays?.ToString(CultureInfo.InvariantCulture)));
        }
        catch (AwsException missing) when (missing.Code == "ResourceNotFoundException" && request.ForceDeleteWithoutRecovery == true)
        {
            // Source: Secrets Manager API, DeleteSecret: forced, it succeeds for a secret that is not there, too.
            return new() { ARN = SecretsManagerNames.Wanted(caller.Scope, request.SecretId!), Name = request.SecretId, DeletionDate = now };
        }

        if (request.ForceDeleteWithoutRecovery == true)
        {
            await rows.Change(secret, old => new(null, [.. old.Versions.Select(v => SecretRows.Drop(old, v.VersionId))]), cancel);
            return new() { ARN = secret.Arn, Name = secret.Name, DeletionDate = now };
        }

        var until = now.AddDays(request.RecoveryWindowInDays ?? WindowDaysMax);
        await rows.Change(secret, old => old.DeletedAt is null ? new(old with { DeletedAt = now, DeleteAfter = until }, []) : throw SecretsManagerErrors.InvalidRequest("You can't perform this operation on the secret because it was already scheduled for deletion."), cancel);
        return new() { ARN = secret.Arn, Name = secret.Name, DeletionDate = until };
    }
}
