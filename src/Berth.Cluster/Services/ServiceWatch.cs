using Berth.Contracts.Services;
using Berth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Cluster.Services;

/// <summary>Wakes every service once the server has started, and now and then: one that threw its memory away, or was told of nothing, goes on though nobody asks for it. An INACTIVE one forgets itself in time.</summary>
internal sealed partial class ServiceWatch(IStore store, IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ServiceWatch> log) : BackgroundService
{
    private const int PageMax = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Grains answer only when the silo, which is started after this, is up.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await WakeAll(stoppingToken);
            }
#pragma warning disable CA1031 // Whatever keeps it from looking now, it looks again.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure.Message);
            }
#pragma warning restore CA1031
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WakeAll(CancellationToken cancel)
    {
        string? after = null;
        while (await store.List(ServiceRows.Kind, after: after, limit: PageMax, cancel: cancel) is { Count: > 0 } page)
        {
            foreach (var row in page) await grains.GetGrain<IServiceGrain>(row.Id).Wake();
            after = page[^1].Id;
        }
    }

    [LoggerMessage(2411, LogLevel.Warning, "The services could not be woken; they are tried again: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
