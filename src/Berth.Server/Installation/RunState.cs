using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Berth.Server.Installation;

/// <summary>/run/berth/ID/state.json: which supervisor serves an installation, on which port.</summary>
/// <param name="SupervisorStartTicks">Of /proc/PID/stat, so that a recycled process id is not mistaken for ours.</param>
internal sealed record RunState(int SupervisorPid, long SupervisorStartTicks, int Port)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string DirectoryOf(string instanceId) => Path.Combine("/run/berth", instanceId);

    /// <returns>Null when nothing runs.</returns>
    public static RunState? ReadLiving(string instanceId)
    {
        var path = PathOf(instanceId);
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

    public static void WriteOwn(string instanceId, int port)
    {
        Directory.CreateDirectory(DirectoryOf(instanceId));
        var pid = Environment.ProcessId;
        var state = new RunState(pid, StartTicksOf(pid) ?? 0, port);
        var temporary = PathOf(instanceId) + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(state, Json));
        File.Move(temporary, PathOf(instanceId), overwrite: true);
    }

    public static void Delete(string instanceId) => File.Delete(PathOf(instanceId));

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

    private static string PathOf(string instanceId) => Path.Combine(DirectoryOf(instanceId), "state.json");
}
