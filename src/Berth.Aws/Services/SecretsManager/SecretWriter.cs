using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;
using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>Adds a version to a secret: what CreateSecret, PutSecretValue and UpdateSecret have in common.</summary>
internal sealed class SecretWriter(SecretRows rows, SecretValues values, IIdSource ids, TimeProvider clock)
{
    /// <param name="token">The version's id; null for a new one. A token that was used with the same value changes nothing.</param>
    /// <param name="shape">What else changes, in the same unit.</param>
    /// <returns>The secret, and the version's id.</returns>
    public async Task<(SecretRecord Secret, string VersionId)> Put(SecretRecord secret, string? token, SecretText text, IReadOnlyList<string> stages, Func<SecretRecord, SecretRecord> shape, Caller caller, CancellationToken cancel)
    {
        if (stages.Count > SecretStages.StagesPerVersionMax) throw SecretsManagerErrors.LimitExceeded($"A secret version can have at most {SecretStages.StagesPerVersionMax} staging labels.");
        if (token is not null && secret.Versions.Any(v => v.VersionId == token)) return await Repeat(secret, token, text, shape, caller, cancel);
        var versionId = token ?? ids.Uuid();
        var shaped = shape(secret);
        var (value, keyId) = await values.Seal(shaped, versionId, text, caller, cancel);
        var now = clock.GetUtcNow();
        var changed = await rows.Change(
            secret,
            old =>
            {
                if (old.DeletedAt is not null) throw SecretsManagerErrors.Deleted();
                if (old.Versions.Any(v => v.VersionId == versionId)) throw SecretsManagerErrors.TokenInUse(versionId, old.Arn);

                // The first version is current, whatever was asked.
                var given = old.Versions.Count == 0 && !stages.Contains(SecretStages.Current, StringComparer.Ordinal) ? [.. stages, SecretStages.Current] : stages;
                if (given.Count > SecretStages.StagesPerVersionMax) throw SecretsManagerErrors.From(StageRefusal.TooMany, SecretStages.Current);
                var (versions, removed) = SecretStages.Add(old.Versions, new(versionId, [.. given.Distinct(StringComparer.Ordinal)], now, keyId));
                if (versions.Count > SecretStages.VersionsMax) throw SecretsManagerErrors.LimitExceeded($"A secret can have at most {SecretStages.VersionsMax} versions with staging labels.");
                return new(shape(old) with { Versions = versions, LastChangedAt = now }, [SecretRows.Keep(old, versionId, value), .. removed.Select(id => SecretRows.Drop(old, id))]);
            },
            cancel);
        return (changed, versionId);
    }

    private async Task<(SecretRecord Secret, string VersionId)> Repeat(SecretRecord secret, string token, SecretText text, Func<SecretRecord, SecretRecord> shape, Caller caller, CancellationToken cancel)
    {
        if (await rows.Value(secret, token, cancel) is not { } known || !(await values.Open(secret, token, known, caller, cancel)).Same(text)) throw SecretsManagerErrors.TokenInUse(token, secret.Arn);
        return (shape(secret) == secret ? secret : await rows.Change(secret, old => new(shape(old), []), cancel), token);
    }
}
