using Berth.Contracts.Network;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Cluster.Network;

/// <summary>Wakes the network's owner once the server has started, and now and then: a gateway that was half made when the server died goes on with no one asking.</summary>
internal sealed partial class NetworkWatch(IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<NetworkWatch> log) : BackgroundService
{
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
                await grains.GetGrain<INetworkGrain>(0).Changed();
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

    [LoggerMessage(2311, LogLevel.Warning, "The network could not be woken; it is tried again: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
