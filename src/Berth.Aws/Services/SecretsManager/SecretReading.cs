using Berth.Domain.Secrets;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>Which version a request for a value means, and that it was read.</summary>
internal static class SecretReading
{
    /// <exception cref="AwsException">There is no such version, or it has not that stage.</exception>
    public static SecretVersion Choose(SecretRecord secret, string? versionId, string? stage)
    {
        if (versionId is null)
        {
            var wanted = stage ?? SecretStages.Current;
            return secret.Versions.FirstOrDefault(v => v.Stages.Contains(wanted, StringComparer.Ordinal)) ?? throw SecretsManagerErrors.NoValue($"staging label: {wanted}");
        }

        var version = secret.Versions.FirstOrDefault(v => v.VersionId == versionId) ?? throw SecretsManagerErrors.NoValue($"VersionId: {versionId}");
        return stage is null || version.Stages.Contains(stage, StringComparer.Ordinal) ? version : throw SecretsManagerErrors.InvalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");
    }

    /// <summary>Once a day, so that reading is not writing.</summary>
    public static async Task NoteAccess(SecretRows rows, SecretRecord secret, DateTimeOffset now, CancellationToken cancel)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        if (secret.LastAccessedOn != today) await rows.Change(secret, old => new(old with { LastAccessedOn = today }, []), cancel);
    }
}
