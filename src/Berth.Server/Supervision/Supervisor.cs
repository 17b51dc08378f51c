using System.Runtime.InteropServices;
using Berth.Server.Installation;

namespace Berth.Server.Supervision;

/// <summary>
/// Keeps one server process alive: starts it, and starts it again when it dies, sooner after a long life than after a short one.
/// It holds the installation's lock, so that one data directory never has two servers.
/// </summary>
internal sealed class Supervisor(string dataDirectory, InstanceFile instance, int port, IReadOnlyList<string> serverArguments, TimeProvider clock, TextWriter log)
{
    /// <summary>A server that lived this long was healthy; the next start need not wait.</summary>
    private static readonly TimeSpan HealthyLife = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <param name="first">A server that runs already, as a child of this process; null to start one.</param>
    /// <returns>The exit code: 0 when asked to stop, the server's own when it said that starting again is of no use.</returns>
    /// <exception cref="CommandLineException">Another supervisor holds the data directory.</exception>
    public async Task<int> Run(ServerProcess? first = null)
    {
        await using var held = DataDirectory.TryLock(dataDirectory);
        if (held is null)
        {
            first?.Terminate();
            throw new CommandLineException($"{dataDirectory} is already served by another Berth. See './berth status --data {dataDirectory}'.");
        }

        RunState.WriteOwn(instance, dataDirectory, port);
        using var stopping = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Ask(context, stopping));
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Ask(context, stopping));
        try
        {
            return await KeepAlive(first, stopping.Token);
        }
        finally
        {
            RunState.Delete(instance, dataDirectory);
        }
    }

    private static void Ask(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        stopping.Cancel();
    }

    private async Task<int> KeepAlive(ServerProcess? first, CancellationToken stop)
    {
        var pause = FirstPause;
        for (var server = first; ; server = null)
        {
            var startedAt = clock.GetTimestamp();

            // The last server may have renamed the file; the next one writes where we do.
            LogFile.Own.Keep();
            server ??= ServerProcess.Start(serverArguments);
            var exitCode = await WaitOrStop(server, stop);
            if (stop.IsCancellationRequested) return 0;
            if (exitCode == CommandLineException.ExitCode) return exitCode;

            pause = clock.GetElapsedTime(startedAt) > HealthyLife ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            LogFile.Own.Keep();
            await log.WriteLineAsync($"berth: the server ended with code {exitCode}; starting it again in {pause.TotalSeconds:0.0} s.");
            await log.FlushAsync(CancellationToken.None);
            try
            {
                await Task.Delay(pause, clock, stop);
            }
            catch (OperationCanceledException)
            {
                return 0;
            }
        }
    }

    private static async Task<int> WaitOrStop(ServerProcess server, CancellationToken stop)
    {
        try
        {
            return await server.Exit.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            server.Terminate();
            return await server.Exit;
        }
    }
}
