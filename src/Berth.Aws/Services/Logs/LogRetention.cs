using Berth.Domain.Logs;
using Berth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Logs;

/// <summary>Deletes events that their group does not keep any longer, and those of streams and groups that are gone: also what a crash left.</summary>
internal sealed partial class LogRetention(IStore store, ILogStore events, LogDeletion deletion, TimeProvider clock, ILogger<LogRetention> log) : BackgroundService
{
    /// <summary>Events deleted at once: lines that arrive wait for no more than this.</summary>
    private const int EventsPerStep = 2000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>A request that looked a stream up before it was deleted appends its events within this time; only then the key is forgotten.</summary>
    private static readonly TimeSpan DeletedKept = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly LogRows rows = new(store);

    /// <summary>Something was deleted: its events go now, not at the next round of everything.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>One round of everything. What fails is said, and left to the next round; the rest goes on.</summary>
    public async Task Sweep(CancellationToken cancel)
    {
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in await store.List(LogsNames.GroupKind, cancel: cancel))
        {
            groups.Add(row.Id);
            await Try(() => SweepGroup(RowJson.Read<LogGroupRecord>(row), cancel), cancel);
        }

        await RemoveStrays(groups, cancel);
        await SweepDeleted(cancel);
    }

    /// <summary>Deletes the events of streams that are gone.</summary>
    public async Task SweepDeleted(CancellationToken cancel)
    {
        foreach (var row in await store.List(LogsNames.DeletedStreamKind, cancel: cancel))
        {
            await Try(async () =>
            {
                var gone = RowJson.Read<DeletedStreamRecord>(row);
                await DeleteEvents(gone.Key, before: null, cancel);
                if (gone.DeletedAt < clock.GetUtcNow() - DeletedKept) await store.Commit([new RowWrite.Delete(LogsNames.DeletedStreamKind, gone.Key, null)], cancel);
            }, cancel);
        }
    }

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var next = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (clock.GetUtcNow() >= next)
            {
                next = clock.GetUtcNow() + Period;
                await Try(() => Sweep(stoppingToken), stoppingToken);
            }
            else
            {
                await Try(() => SweepDeleted(stoppingToken), stoppingToken);
            }

            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var rest = next - clock.GetUtcNow();
            await Task.WhenAny(wake.WaitAsync(pause.Token), Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, clock, pause.Token));
            await pause.CancelAsync();
        }
    }

    private async Task SweepGroup(LogGroupRecord group, CancellationToken cancel)
    {
        if (group.Deleting) await deletion.FinishGroup(group.Name, cancel);
        if (group is not { RetentionDays: { } days, Deleting: false }) return;
        var before = (clock.GetUtcNow() - TimeSpan.FromDays(days)).ToUnixTimeMilliseconds();
        foreach (var stream in await rows.Streams(group.Name, "", cancel)) await DeleteEvents(stream.Key, before, cancel);
    }

    /// <summary>Streams whose group is gone: their maker died before it could take them back.</summary>
    /// <param name="groups">Those that were there; the others are asked for again.</param>
    private async Task RemoveStrays(HashSet<string> groups, CancellationToken cancel)
    {
        foreach (var row in await store.List(LogsNames.StreamKind, cancel: cancel))
        {
            var group = row.Id[..row.Id.IndexOf(':', StringComparison.Ordinal)];
            if (!groups.Contains(group)) await Try(() => deletion.DeleteStray(group, RowJson.Read<LogStreamRecord>(row), cancel), cancel);
        }
    }

    private async Task Try(Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            LogFailed(log, failure);
        }
    }

    private async Task DeleteEvents(string key, long? before, CancellationToken cancel)
    {
        while (await events.Delete(key, before, EventsPerStep, cancel) == EventsPerStep)
        {
            // There are more.
        }
    }

    [LoggerMessage(1201, LogLevel.Error, "Old log events could not be deleted; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
