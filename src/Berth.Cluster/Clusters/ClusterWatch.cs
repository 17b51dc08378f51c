using Berth.Contracts.Clusters;
using Berth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Cluster.Clusters;

/// <summary>Wakes every cluster now and then: one that threw its memory away goes on with its tasks though nobody asks for it.</summary>
internal sealed partial class ClusterWatch(IStore store, IGrainFactory grains, TimeProvider clock, ILogger<ClusterWatch> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var row in await store.List(ClusterGrain.Kind, cancel: stoppingToken)) await grains.GetGrain<IClusterGrain>(row.Id).Describe();
            }
#pragma warning disable CA1031 // Whatever keeps it from looking now, it looks again.
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure.Message);
            }
#pragma warning restore CA1031
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "The clusters could not be woken; they are tried again: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
