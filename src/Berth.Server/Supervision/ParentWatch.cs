using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Berth.Server.Supervision;

/// <summary>
/// Ends the server when its supervisor is gone: nobody would restart it, and 'status' and 'down' would not find it. Tasks keep running.
/// The kernel's own signal for that follows the thread that started us, not the process, so the parent is looked at instead.
/// </summary>
internal sealed partial class ParentWatch(IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var parent = int.TryParse(Environment.GetEnvironmentVariable(ServerProcess.SupervisorVariable), CultureInfo.InvariantCulture, out var supervisor) ? supervisor : getppid();
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (getppid() != parent) lifetime.StopApplication();
    }

    [LibraryImport("libc")]
    private static partial int getppid();
}
