using Berth.Domain.Kernel;

namespace Berth.Node.Runtime;

/// <summary>Where the parts of containers lie.</summary>
internal sealed class ContainerFiles(BerthInstance berth)
{
    /// <summary>Bundles: a link to the configuration, which lies below /run; mount point of the file system, conmon's own files.</summary>
    public string Containers { get; } = Path.Combine(berth.DataDirectory, "node", "containers");

    public string Output { get; } = Path.Combine(berth.DataDirectory, "node", "output");

    /// <summary>State of the OCI runtime, exit codes and sockets: gone after a reboot, like the processes.</summary>
    public string RuntimeState { get; } = Path.Combine(berth.RunDirectory, "crun");

    /// <summary>
    /// What containers are told to run, with their variables, secrets among them: never in the data directory, and gone after a reboot, like the processes.
    /// </summary>
    public string Configurations { get; } = Path.Combine(berth.RunDirectory, "configurations");

    public string Exits { get; } = Path.Combine(berth.RunDirectory, "exits");

    public string Sockets { get; } = Path.Combine(berth.RunDirectory, "sockets");

    public string CompiledFilters { get; } = Path.Combine(berth.RunDirectory, "seccomp");

    /// <summary>Volumes of all tasks.</summary>
    public string Volumes { get; } = Path.Combine(berth.DataDirectory, "node", "volumes");

    public string Bundle(string runtimeId) => Path.Combine(Containers, runtimeId);

    public string ConfigurationOf(string runtimeId) => Path.Combine(Configurations, runtimeId);

    public string VolumesOf(string taskId) => Path.Combine(Volumes, taskId);

    public string RootFileSystem(string runtimeId) => Path.Combine(Bundle(runtimeId), "rootfs");

    public string ExitCode(string runtimeId) => Path.Combine(Exits, runtimeId);

    public string Log(string taskId, string runtimeId) => Path.Combine(Output, taskId, runtimeId + ".log");

    /// <summary>The pipe at which a created container waits for its start, which removes it.</summary>
    public string StartGate(string runtimeId) => Path.Combine(RuntimeState, runtimeId, "exec.fifo");

    /// <summary>The process of the container's conmon, which writes its id itself; null before, and when it has ended, whoever bears that id now.</summary>
    public int? MonitorOf(string runtimeId)
    {
        var path = Path.Combine(Bundle(runtimeId), "conmon.pid");
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), System.Globalization.CultureInfo.InvariantCulture, out var pid) && ProcessStat.Arguments(pid) is [var program, ..] arguments &&
            Path.GetFileName(program) == "conmon" && arguments.Contains(runtimeId, StringComparer.Ordinal) ? pid : null;
    }

    public void MakeDirectories()
    {
        foreach (var directory in (string[])[Containers, Output, Volumes, RuntimeState, Configurations, Exits, Sockets, CompiledFilters]) Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>In a bundle: whose container it is, and its process once it has one.</summary>
/// <param name="StartTicks">Field 22 of /proc/PID/stat, so that a recycled process id is not mistaken for it.</param>
internal sealed record ContainerNote(string TaskId, string RuntimeId, int Pid, long StartTicks)
{
    private const string Name = "berth.json";

    /// <summary>conmon's arguments, for a restart.</summary>
    public IReadOnlyList<string> Monitor { get; init; } = [];

    public int MonitorPid { get; init; }
    public long MonitorStartTicks { get; init; }

    /// <summary>The restart that began last.</summary>
    public int RestartCount { get; init; }

    public static ContainerNote? Read(string bundle) => KeptFile.Read<ContainerNote>(Path.Combine(bundle, Name));

    public void Write(string bundle) => KeptFile.Write(Path.Combine(bundle, Name), this);

    /// <summary>When its process was about to execute.</summary>
    public static DateTimeOffset WrittenAt(string bundle) => new(File.GetLastWriteTimeUtc(Path.Combine(bundle, Name)), TimeSpan.Zero);

    /// <summary>conmon still watches it. By start time too: the process ids of a machine with many containers come round. Notes from before the monitor was noted do not name it.</summary>
    public bool IsMonitored(ContainerFiles files) => MonitorPid > 0 ? ProcessStat.StartTicks(MonitorPid) == MonitorStartTicks : files.MonitorOf(RuntimeId) is not null;

    public bool IsAlive => Pid > 0 && ProcessStat.StartTicks(Pid) == StartTicks;
}

internal static class ProcessStat
{
    /// <returns>Null when there is no such process, or only its zombie.</returns>
    public static long? StartTicks(int pid) => Field(pid, 19);

    /// <returns>The process group; null when there is no such process, or only its zombie.</returns>
    public static int? Group(int pid) => (int?)Field(pid, 2);

    /// <returns>The program first; empty when there is no such process, or only its zombie.</returns>
    public static string[] Arguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <param name="index">Behind the command: 0 is the state, field 3 of proc(5).</param>
    private static long? Field(int pid, int index)
    {
        try
        {
            // The command in field 2 may hold blanks, so counting starts behind its bracket.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[index], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
