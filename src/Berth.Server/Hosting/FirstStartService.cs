using Berth.Aws;
using Microsoft.Extensions.Hosting;

namespace Berth.Server.Hosting;

/// <summary>Prepares the account once the grains run.</summary>
internal sealed class FirstStartService(FirstStart first, ControlHealth health) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await first.Run(stoppingToken);
        health.Ready = true;
    }
}
