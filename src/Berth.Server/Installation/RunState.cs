using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Berth.Server.Configuration;

namespace Berth.Server.Installation;

/// <summary>state.json in the run directory: which supervisor serves an installation, on which port.</summary>
/// <param name="SupervisorStartTicks">Of /proc/PID/stat, so that a recycled process id is not mistaken for ours.</param>
internal sealed record RunState(int SupervisorPid, long SupervisorStartTicks, int Port)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>/run/berth/ID, which a reboot empties; for the simulated engine, which may have no root, in the data directory.</summary>
    public static string DirectoryOf(InstanceFile instance, string dataDirectory) =>
        instance.Engine == Engine.Simulated ? Path.Combine(dataDirectory, "run") : Path.Combine("/run/berth", instance.Id);

    /// <returns>Null when nothing runs.</returns>
    public static RunState? ReadLiving(InstanceFile instance, string dataDirectory)
    {
        var path = PathOf(instance, dataDirectory);
        if (!File.Exists(path)) return null;
        try
        {
            var state = JsonSerializer.Deserialize<RunState>(File.ReadAllText(path), Json);
            return state is not null && StartTicksOf(state.SupervisorPid) == state.SupervisorStartTicks ? state : null;
        }
        catch (JsonException)
        {
            return null; // Half written by a process that was killed: it does not run any more.
        }
    }

    public static void WriteOwn(InstanceFile instance, string dataDirectory, int port)
    {
        Directory.CreateDirectory(DirectoryOf(instance, dataDirectory));
        var pid = Environment.ProcessId;
        var state = new RunState(pid, StartTicksOf(pid) ?? 0, port);
        var temporary = PathOf(instance, dataDirectory) + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(state, Json));
        File.Move(temporary, PathOf(instance, dataDirectory), overwrite: true);
    }

    public static void Delete(InstanceFile instance, string dataDirectory) => File.Delete(PathOf(instance, dataDirectory));

    public Process? Supervisor()
    {
        try
        {
            return Process.GetProcessById(SupervisorPid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Field 22 of /proc/PID/stat; the command in field 2 may hold blanks, so counting starts behind its bracket.</summary>
    public static long? StartTicksOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string PathOf(InstanceFile instance, string dataDirectory) => Path.Combine(DirectoryOf(instance, dataDirectory), "state.json");
}
