using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Berth.Server.Supervision;

/// <summary>A supervisor's server: one that it started itself, or a child that its process already had when it began (see <see cref="Commands.BackgroundStart"/>).</summary>
internal sealed partial class ServerProcess
{
    /// <summary>Tells a server whose child it is, so that one whose supervisor died before it looked knows.</summary>
    public const string SupervisorVariable = "BERTH_SUPERVISOR_PID";

    /// <summary>A setting of the .NET runtime, read from the environment only; in hexadecimal.</summary>
    private const string YoungestGenerationVariable = "DOTNET_GCgen0size";
    private const string YoungestGenerationBytes = "0x600000";

    private readonly int pid;

    private ServerProcess(int pid, Task<int> exit) => (this.pid, Exit) = (pid, exit);

    /// <summary>Ends with the server; its exit code, 128 and the signal's number when a signal ended it.</summary>
    public Task<int> Exit { get; }

    /// <exception cref="InvalidOperationException">It could not be started.</exception>
    public static ServerProcess Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { UseShellExecute = false };
        Prepare(start.Environment);
        start.Environment[SupervisorVariable] = $"{Environment.ProcessId}";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server process could not be started.");
        return new(process.Id, ExitOf(process));
    }

    /// <param name="pid">A child of this process that <see cref="Process"/> did not start and therefore does not wait for.</param>
    public static ServerProcess Adopt(int pid) =>
        new(pid, Task.Factory.StartNew(() => Wait(pid), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    /// <summary>The collector's youngest generation is as large as the processor's last cache unless told otherwise, hundreds of MB on a large machine: garbage that an idle server would keep.</summary>
    public static void Prepare(IDictionary<string, string?> environment) => environment.TryAdd(YoungestGenerationVariable, YoungestGenerationBytes);

    public void Terminate() => _ = Signals.Send(pid, Signals.Terminate);

    private static async Task<int> ExitOf(Process process)
    {
        using (process)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
    }

    private static int Wait(int pid)
    {
        const int Interrupted = 4;
        int status;
        while (waitpid(pid, out status, 0) < 0)
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error) throw new InvalidOperationException($"The server {pid} is not a child of this process (error {error}).");
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, out int status, int options);
}
