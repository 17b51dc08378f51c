using System.Runtime.InteropServices;

namespace Berth.Node.Metadata;

/// <summary>How far the machine's clock may be off, by the kernel's own account (adjtimex).</summary>
internal static unsafe partial class ClockDrift
{
    /// <summary>STA_UNSYNC.</summary>
    private const int Unsynchronized = 0x40;
    private const double MicrosecondsPerMillisecond = 1000;

    /// <returns>Null where the kernel does not say.</returns>
    public static ClockDriftDocument? Measure(DateTimeOffset now)
    {
        var answer = default(Timex);
        return adjtimex(&answer) < 0 ? null : new(answer.MaxError / MicrosecondsPerMillisecond, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), (answer.Status & Unsynchronized) == 0 ? "SYNCHRONIZED" : "NOT_SYNCHRONIZED");
    }

    [LibraryImport("libc")]
    private static partial int adjtimex(Timex* answer);

    /// <summary>struct timex of x86-64 Linux, as far as it is read here. Errors are in microseconds.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    private struct Timex
    {
        /// <summary>0: change nothing.</summary>
        [FieldOffset(0)]
        public uint Modes;

        [FieldOffset(24)]
        public long MaxError;

        [FieldOffset(40)]
        public int Status;
    }
}
