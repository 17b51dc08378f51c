using Berth.Aws.Sweeps;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>Deletes secrets whose recovery window is over, with every value.</summary>
internal sealed partial class SecretDeletion(SecretRows rows, TimeProvider clock, ILogger<SecretDeletion> log) : PeriodicSweep(Period, clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round.</summary>
    public override async Task Sweep(CancellationToken cancel)
    {
        var now = Clock.GetUtcNow();
        foreach (var secret in await rows.All(cancel))
            if (secret.DeleteAfter <= now) await rows.Change(secret, old => old.DeleteAfter <= now ? new(null, [.. old.Versions.Select(v => SecretRows.Drop(old, v.VersionId))]) : new(old, []), cancel);
    }

    protected override void Tell(Exception failure) => LogFailed(log, failure);

    [LoggerMessage(1351, LogLevel.Error, "Secrets could not be deleted; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
