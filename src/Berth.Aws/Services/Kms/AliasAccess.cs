using Berth.Aws.Dispatch;
using Berth.Domain.Keys;
using Berth.Storage;

namespace Berth.Aws.Services.Kms;

/// <summary>Moves and deletes aliases. Whoever does needs the right on the key that the alias leaves, beside that on the alias. Source: KMS developer guide, controlling access to aliases.</summary>
internal sealed class AliasAccess(IStore store, KmsKeys keys, KeyAccess access)
{
    /// <summary>Beyond this many conflicts in a row something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

    /// <param name="change">Answers null to delete.</param>
    /// <exception cref="AwsException">NotFoundException, AccessDeniedException.</exception>
    public async Task Change(string name, string action, Func<AliasRecord, AliasRecord?> change, Caller caller, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            if (await store.Find<AliasRecord>(KmsNames.AliasKind, name, cancel) is not var (alias, version)) throw KmsErrors.AliasNotFound(KmsNames.AliasArn(caller.Scope, name));
            if (await keys.Find(alias.TargetKeyId, cancel) is { } left) await access.Require(left, action, caller, EncryptionContext.None, viaService: null, cancel);
            try
            {
                await store.Commit([change(alias) is { } next ? StoreExtensions.Put(KmsNames.AliasKind, name, version, next) : new RowWrite.Delete(KmsNames.AliasKind, name, version)], cancel);
                return;
            }
            catch (StoreConflictException) when (tries < TriesMax)
            {
                // It was moved in this moment: the right on the key where it is now is asked for.
            }
        }
    }
}
