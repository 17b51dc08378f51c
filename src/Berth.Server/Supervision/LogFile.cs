using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Berth.Server.Supervision;

/// <summary>
/// <c>log/berth.log</c>, into which a detached Berth writes through descriptors that it was started with. A long one is renamed and a new one put behind the same descriptors, so that no line is lost.
/// What is no such file, such as a terminal, is left alone.
/// </summary>
/// <param name="descriptors">Which lead to it.</param>
internal sealed partial class LogFile(long bytesMax, params int[] descriptors)
{
    public const string Name = "berth.log";

    /// <summary>Of one file.</summary>
    public const long BytesMax = 10L << 20;

    /// <summary>Older files that are kept: berth.log.1 is the newest of them.</summary>
    private const int OlderMax = 2;

    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;

    /// <summary>This process's own output and errors.</summary>
    public static LogFile Own { get; } = new(BytesMax, 1, 2);

    /// <summary>Begins a new file when this one is long, or was renamed by another process.</summary>
    public bool Keep()
    {
        // Sample: /var/lib/berth/log/berth.log, or berth.log.1 after another process renamed it.
        if (new FileInfo($"/proc/self/fd/{descriptors[0]}").LinkTarget is not { } target || !Path.GetFileName(target).StartsWith(Name, StringComparison.Ordinal)) return false;
        var path = Path.Combine(Path.GetDirectoryName(target)!, Name);
        if (target == path && !Shift(path, bytesMax)) return false;
        var file = open(path, WriteOnly | Create | Append | CloseOnExec, 0x1a4 /* 0644 */);
        if (file < 0) return false;
        foreach (var descriptor in descriptors) _ = dup2(file, descriptor);
        _ = close(file);
        return true;
    }

    /// <summary>Renames a long file, and drops the oldest.</summary>
    /// <returns>False when it is not long.</returns>
    public static bool Shift(string path, long bytesMax = BytesMax)
    {
        if (new FileInfo(path) is not { Exists: true } file || file.Length < bytesMax) return false;
        for (var older = OlderMax; older > 0; older--)
        {
            var from = older == 1 ? path : $"{path}.{older - 1}";
            if (File.Exists(from)) File.Move(from, $"{path}.{older}", overwrite: true);
        }

        return true;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc")]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}

/// <summary>Looks after the log of a server.</summary>
internal sealed class LogFileWatch(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                LogFile.Own.Keep();
            }
            catch (IOException)
            {
                // It goes on in the long file, and the next look tries again.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
