using Microsoft.Extensions.Hosting;

namespace Berth.Aws.Sweeps;

/// <summary>Work that is done again and again: a round at the start unless it says otherwise, and one each period after. A round that fails is told, and the next one tries again: it must not matter how far it came.</summary>
internal abstract class PeriodicSweep(TimeSpan period, TimeProvider clock) : BackgroundService
{
    protected TimeProvider Clock { get; } = clock;

    /// <summary>False for work that needs the grains, which are not there yet when the server starts: its first round is a period later.</summary>
    protected virtual bool BeginsAtOnce => true;

    /// <summary>One round.</summary>
    public abstract Task Sweep(CancellationToken cancel);

    /// <summary>Says that a round failed.</summary>
    protected abstract void Tell(Exception failure);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, Clock);
        if (!BeginsAtOnce) await timer.WaitForNextTickAsync(stoppingToken);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Tell(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
