using System.Diagnostics;
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

    /// <summary>A setting of the .NET runtime, read from the environment only; in hexadecimal.</summary>
    private const string YoungestGenerationVariable = "DOTNET_GCgen0size";
    private const string YoungestGenerationBytes = "0x600000";

    /// <returns>The exit code: 0 when asked to stop, the server's own when it said that starting again is of no use.</returns>
    /// <exception cref="CommandLineException">Another supervisor holds the data directory.</exception>
    public async Task<int> Run()
    {
        await using var held = DataDirectory.TryLock(dataDirectory)
            ?? throw new CommandLineException($"{dataDirectory} is already served by another Berth. See './berth status --data {dataDirectory}'.");
        RunState.WriteOwn(instance, dataDirectory, port);
        using var stopping = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Ask(context, stopping));
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Ask(context, stopping));
        try
        {
            return await KeepAlive(stopping.Token);
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

    private async Task<int> KeepAlive(CancellationToken stop)
    {
        var pause = FirstPause;
        while (true)
        {
            var startedAt = clock.GetTimestamp();

            // The last server may have renamed the file; the next one writes where we do.
            LogFile.Own.Keep();
            using var server = Process.Start(ServerStart())
                ?? throw new InvalidOperationException("The server process could not be started.");
            await WaitOrStop(server, stop);
            if (stop.IsCancellationRequested) return 0;
            if (server.ExitCode == CommandLineException.ExitCode) return server.ExitCode;

            pause = clock.GetElapsedTime(startedAt) > HealthyLife ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            LogFile.Own.Keep();
            await log.WriteLineAsync($"berth: the server ended with code {server.ExitCode}; starting it again in {pause.TotalSeconds:0.0} s.");
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

    /// <summary>The collector's youngest generation is as large as the processor's last cache unless told otherwise, hundreds of MB on a large machine: garbage that an idle server would keep.</summary>
    private ProcessStartInfo ServerStart()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, serverArguments) { UseShellExecute = false };
        start.Environment.TryAdd(YoungestGenerationVariable, YoungestGenerationBytes);
        return start;
    }

    private static async Task WaitOrStop(Process server, CancellationToken stop)
    {
        try
        {
            await server.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            _ = Signals.Send(server.Id, Signals.Terminate);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }
}
