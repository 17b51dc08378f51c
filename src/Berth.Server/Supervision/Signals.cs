using System.Runtime.InteropServices;

namespace Berth.Server.Supervision;

/// <summary>Signals to other processes, which <see cref="System.Diagnostics.Process"/> cannot send politely.</summary>
internal static partial class Signals
{
    public const int Terminate = 15;

    /// <returns>False when there is no such process, or it is not ours.</returns>
    public static bool Send(int pid, int signal) => kill(pid, signal) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
