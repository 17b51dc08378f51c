using Berth.Domain.Kernel;

namespace Berth.Node.Runtime;

/// <summary>Where the parts of containers lie.</summary>
internal sealed class ContainerFiles(BerthInstance berth)
{
    /// <summary>Bundles: configuration, mount point of the file system, conmon's own files.</summary>
    public string Containers { get; } = Path.Combine(berth.DataDirectory, "node", "containers");

    public string Output { get; } = Path.Combine(berth.DataDirectory, "node", "output");

    /// <summary>State of the OCI runtime, exit codes and sockets: gone after a reboot, like the processes.</summary>
    public string RuntimeState { get; } = Path.Combine(berth.RunDirectory, "crun");

    public string Exits { get; } = Path.Combine(berth.RunDirectory, "exits");

    public string Sockets { get; } = Path.Combine(berth.RunDirectory, "sockets");

    public string CompiledFilter { get; } = Path.Combine(berth.RunDirectory, "seccomp.bpf.base64");

    public string Bundle(string runtimeId) => Path.Combine(Containers, runtimeId);

    public string RootFileSystem(string runtimeId) => Path.Combine(Bundle(runtimeId), "rootfs");

    public string ExitCode(string runtimeId) => Path.Combine(Exits, runtimeId);

    public string Log(string taskId, string runtimeId) => Path.Combine(Output, taskId, runtimeId + ".log");

    public void MakeDirectories()
    {
        foreach (var directory in (string[])[Containers, Output, RuntimeState, Exits, Sockets]) Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>In a bundle: whose container it is, and its process once it has one.</summary>
/// <param name="StartTicks">Field 22 of /proc/PID/stat, so that a recycled process id is not mistaken for it.</param>
internal sealed record ContainerNote(string TaskId, string RuntimeId, int Pid, long StartTicks)
{
    private const string Name = "berth.json";

    public static ContainerNote? Read(string bundle) => KeptFile.Read<ContainerNote>(Path.Combine(bundle, Name));

    public void Write(string bundle) => KeptFile.Write(Path.Combine(bundle, Name), this);

    public bool IsAlive => Pid > 0 && ProcessStat.StartTicks(Pid) == StartTicks;
}

internal static class ProcessStat
{
    /// <returns>Null when there is no such process, or only its zombie.</returns>
    public static long? StartTicks(int pid)
    {
        try
        {
            // The command in field 2 may hold blanks, so counting starts behind its bracket.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[19], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
