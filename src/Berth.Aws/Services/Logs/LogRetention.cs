using Berth.Domain.Logs;
using Berth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Logs;

/// <summary>Deletes events that their group does not keep any longer.</summary>
internal sealed partial class LogRetention(IStore store, ILogStore events, TimeProvider clock, ILogger<LogRetention> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception failure) when (failure is StoreFullException or InvalidDataException or IOException)
            {
                LogFailed(log, failure);
            }
        }
    }

    private async Task Sweep(CancellationToken cancel)
    {
        foreach (var group in await store.FindAll<LogGroupRecord>(LogsNames.GroupKind, cancel: cancel))
        {
            if (group.RetentionDays is not { } days) continue;
            var before = (clock.GetUtcNow() - TimeSpan.FromDays(days)).ToUnixTimeMilliseconds();
            foreach (var stream in await new LogRows(store).Streams(group.Name, "", cancel)) await events.Delete(stream.Key, before, cancel);
        }
    }

    [LoggerMessage(1201, LogLevel.Error, "Old log events could not be deleted; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
