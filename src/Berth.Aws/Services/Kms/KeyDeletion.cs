using Berth.Aws.Sweeps;
using Berth.Domain.Keys;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Kms;

/// <summary>Deletes keys whose waiting period is over, for ever, with their aliases; and seals anew what an older encryption key sealed.</summary>
internal sealed partial class KeyDeletion(IStore store, KmsKeys keys, TimeProvider clock, ILogger<KeyDeletion> log) : PeriodicSweep(Period, clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round.</summary>
    public override async Task Sweep(CancellationToken cancel)
    {
        await Reseal(cancel);
        var now = Clock.GetUtcNow();
        foreach (var row in await store.List(KmsNames.KeyKind, cancel: cancel))
        {
            if (!KeyStates.IsGone(RowJson.Read<KeyRecord>(row), now)) continue;
            var aliases = (await store.FindAll<AliasRecord>(KmsNames.AliasKind, cancel: cancel)).Where(a => a.TargetKeyId == row.Id);
            try
            {
                // At the version that was read: a deletion that is cancelled in this moment is cancelled.
                await store.Commit([new RowWrite.Delete(KmsNames.KeyKind, row.Id, row.Version), .. aliases.Select(a => new RowWrite.Delete(KmsNames.AliasKind, a.Name, null))], cancel);
            }
            catch (StoreConflictException)
            {
                // The next round looks again.
            }
        }
    }

    public async Task Reseal(CancellationToken cancel)
    {
        foreach (var key in await store.FindAll<KeyRecord>(KmsNames.KeyKind, cancel: cancel))
        {
            try
            {
                if (keys.Resealed(key) is not null) await store.Change<KeyRecord>(KmsNames.KeyKind, key.KeyId, old => old is null ? null : keys.Resealed(old) ?? old, cancel);
            }
            catch (AwsException missing)
            {
                LogSealed(log, missing.Message);
            }
        }
    }

    protected override void Tell(Exception failure) => LogFailed(log, failure);

    [LoggerMessage(1341, LogLevel.Error, "Keys could not be deleted or sealed anew; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);

    [LoggerMessage(1342, LogLevel.Error, "{What}")]
    private static partial void LogSealed(ILogger log, string what);
}
