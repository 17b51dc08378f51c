namespace Berth.Acceptance.Driving;

internal static class TaskProcess
{
    /// <summary>The container's first process: its id and the time of its start, which no other process has. What it spawns comes and goes.</summary>
    public static async Task<string> Of(string taskId) =>
        (await Command.Run("sh", ["-c", $"grep -l {taskId} /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3 | sort -n | head -n 1 | xargs -I PID cut -d' ' -f1,22 /proc/PID/stat"])).Output.Trim();
}
