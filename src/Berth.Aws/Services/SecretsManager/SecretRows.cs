using Berth.Domain.Kernel;
using Berth.Domain.Secrets;
using Berth.Storage;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>What becomes of a secret, with the rows of values that go with it.</summary>
/// <param name="Next">Null to delete it.</param>
internal sealed record SecretChange(SecretRecord? Next, IReadOnlyList<RowWrite> Values);

internal sealed class SecretRows(IStore store)
{
    /// <summary>Beyond this many conflicts in a row something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

    /// <returns>Null when there is none.</returns>
    public async Task<SecretRecord?> Find(string secretId, AwsScope scope, CancellationToken cancel)
    {
        foreach (var name in SecretsManagerNames.Names(secretId, scope))
        {
            if ((await store.Find<SecretRecord>(SecretsManagerNames.SecretKind, name, cancel))?.Record is not { } found) continue;
            if (!secretId.StartsWith("arn:", StringComparison.Ordinal) || found.Arn == secretId || found.Arn[..^7] == secretId) return found;
        }

        return null;
    }

    public async Task<IReadOnlyList<SecretRecord>> All(CancellationToken cancel) => await store.FindAll<SecretRecord>(SecretsManagerNames.SecretKind, cancel: cancel);

    /// <exception cref="AwsException">ResourceExistsException.</exception>
    public async Task Add(SecretRecord secret, IReadOnlyList<RowWrite> values, CancellationToken cancel)
    {
        try
        {
            await store.Commit([StoreExtensions.Put(SecretsManagerNames.SecretKind, secret.Name, 0, secret), .. values], cancel);
        }
        catch (StoreConflictException)
        {
            throw SecretsManagerErrors.Exists(secret.Name);
        }
    }

    /// <param name="change">May run several times, each time on what the secret is then; may throw to refuse.</param>
    /// <returns>What the secret is now.</returns>
    public async Task<SecretRecord> Change(SecretRecord known, Func<SecretRecord, SecretChange> change, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            if (await store.Find<SecretRecord>(SecretsManagerNames.SecretKind, known.Name, cancel) is not var (secret, version) || secret.Key != known.Key) throw SecretsManagerErrors.NotFound();
            var (next, values) = change(secret);
            try
            {
                RowWrite row = next is null ? new RowWrite.Delete(SecretsManagerNames.SecretKind, known.Name, version) : StoreExtensions.Put(SecretsManagerNames.SecretKind, known.Name, version, next);
                await store.Commit([row, .. values], cancel);
                return next ?? secret;
            }
            catch (StoreConflictException) when (tries < TriesMax)
            {
                // Somebody else was faster; decide again on what is there now.
            }
        }
    }

    public async Task<SecretValueRecord?> Value(SecretRecord secret, string versionId, CancellationToken cancel) =>
        (await store.Find<SecretValueRecord>(SecretsManagerNames.ValueKind, SecretsManagerNames.ValueId(secret.Key, versionId), cancel))?.Record;

    public static RowWrite Keep(SecretRecord secret, string versionId, SecretValueRecord value) =>
        StoreExtensions.Put(SecretsManagerNames.ValueKind, SecretsManagerNames.ValueId(secret.Key, versionId), null, value);

    public static RowWrite Drop(SecretRecord secret, string versionId) => new RowWrite.Delete(SecretsManagerNames.ValueKind, SecretsManagerNames.ValueId(secret.Key, versionId), null);
}
