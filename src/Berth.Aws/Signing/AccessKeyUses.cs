using System.Collections.Concurrent;
using Berth.Aws.Services.Iam;
using Berth.Domain.Access;
using Berth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Signing;

/// <summary>Notes when users' keys were last used: in memory at once, in the store some time later, once for each key however often it signed.</summary>
public sealed partial class AccessKeyUses(IStore store, TimeProvider clock, ILogger<AccessKeyUses> log) : BackgroundService
{
    /// <summary>Keys noted between two writes. More than so many are not noted before the next: who was used last is then told a little late.</summary>
    private const int NotesMax = 10_000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, AccessKeyUseRecord> notes = new(StringComparer.Ordinal);

    public void Note(string accessKeyId, string service, string region)
    {
        if (notes.Count >= NotesMax && !notes.ContainsKey(accessKeyId)) return;
        var second = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        if (notes.TryGetValue(accessKeyId, out var known) && known.At == second && known.Service == service && known.Region == region) return;
        notes[accessKeyId] = new() { At = second, Service = service, Region = region };
    }

    /// <returns>Null when it was never used.</returns>
    public async Task<AccessKeyUseRecord?> Find(string accessKeyId, CancellationToken cancel) =>
        notes.TryGetValue(accessKeyId, out var noted) ? noted : (await store.Find<AccessKeyUseRecord>(IamNames.AccessKeyUseKind, accessKeyId, cancel))?.Record;

    /// <summary>Writes what was noted since. A key that was deleted meanwhile leaves nothing.</summary>
    public async Task Flush(CancellationToken cancel)
    {
        foreach (var (id, use) in notes.ToArray())
        {
            if (await store.Get(IamNames.AccessKeyKind, id, cancel) is not null) await store.Change<AccessKeyUseRecord>(IamNames.AccessKeyUseKind, id, _ => use, cancel);
            notes.TryRemove(KeyValuePair.Create(id, use));
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlush(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Period, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryFlush(stoppingToken);
        }
    }

    /// <summary>What fails stays noted, and is tried again.</summary>
    private async Task TryFlush(CancellationToken cancel)
    {
        try
        {
            await Flush(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The rest is written when it stops.
        }
        catch (Exception failure) when (failure is StoreFullException or StoreUnavailableException or StoreConflictException)
        {
            LogFailed(log, failure);
        }
    }

    [LoggerMessage(1401, LogLevel.Warning, "When access keys were last used could not be written; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
