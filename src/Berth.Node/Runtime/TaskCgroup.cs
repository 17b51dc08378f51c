using System.Globalization;

namespace Berth.Node.Runtime;

/// <summary>A task's limits: one cgroup in every controller, under which its containers' own lie. Knows v1 (also in a hybrid hierarchy) and v2.</summary>
internal sealed class TaskCgroup(string instanceId, string taskId)
{
    private const string Root = "/sys/fs/cgroup";
    private const long PeriodMicroseconds = 100_000;
    private static readonly string[] Controllers = ["memory", "cpu", "cpuacct", "cpuset", "pids", "devices", "freezer", "blkio"];

    /// <summary>How the OCI configuration names a container's cgroup.</summary>
    public string PathOf(string runtimeId) => $"/berth-{instanceId}/{taskId}/{runtimeId}";

    private static bool IsUnified => File.Exists(Root + "/cgroup.controllers");

    private string Parent => $"berth-{instanceId}/{taskId}";

    public void Make(int cpuUnits, int memoryMib)
    {
        var quota = cpuUnits * PeriodMicroseconds / 1024;
        var bytes = (long)memoryMib << 20;
        if (IsUnified) MakeUnified(quota, bytes);
        else MakeSplit(quota, bytes);
    }

    public void Remove()
    {
        foreach (var directory in IsUnified ? [Path.Combine(Root, Parent)] : Controllers.Append("systemd").Select(c => Path.Combine(Root, c, Parent)))
        {
            if (!Directory.Exists(directory)) continue;
            foreach (var child in Directory.EnumerateDirectories(directory)) TryRemove(child);
            TryRemove(directory);
        }
    }

    /// <summary>Removes what holds all tasks of an installation.</summary>
    public static void RemoveRoot(string instanceId)
    {
        foreach (var directory in IsUnified ? [Path.Combine(Root, "berth-" + instanceId)] : Controllers.Append("systemd").Select(c => Path.Combine(Root, c, "berth-" + instanceId)))
        {
            if (!Directory.Exists(directory)) continue;
            foreach (var task in Directory.EnumerateDirectories(directory))
            {
                foreach (var child in Directory.EnumerateDirectories(task)) TryRemove(child);
                TryRemove(task);
            }

            TryRemove(directory);
        }
    }

    /// <summary>How often the kernel killed a process of a container for memory.</summary>
    public long OutOfMemoryKills(string runtimeId)
    {
        var directory = IsUnified ? Path.Combine(Root, Parent, runtimeId) : Path.Combine(Root, "memory", Parent, runtimeId);
        var file = Path.Combine(directory, IsUnified ? "memory.events" : "memory.oom_control");
        if (!File.Exists(file)) return 0;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["oom_kill ".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>CPU time used so far and memory in use, for telemetry; null when the container has no cgroup any more.</summary>
    public (TimeSpan Cpu, long MemoryBytes)? Usage(string runtimeId)
    {
        try
        {
            if (IsUnified)
            {
                var directory = Path.Combine(Root, Parent, runtimeId);
                var usage = File.ReadLines(Path.Combine(directory, "cpu.stat")).First(l => l.StartsWith("usage_usec ", StringComparison.Ordinal));
                return (TimeSpan.FromMicroseconds(long.Parse(usage["usage_usec ".Length..], CultureInfo.InvariantCulture)), ReadLong(Path.Combine(directory, "memory.current")));
            }

            return (
                TimeSpan.FromTicks(ReadLong(Path.Combine(Root, "cpuacct", Parent, runtimeId, "cpuacct.usage")) / 100),
                ReadLong(Path.Combine(Root, "memory", Parent, runtimeId, "memory.usage_in_bytes")));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long ReadLong(string path) => long.Parse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture);

    private void MakeUnified(long quota, long bytes)
    {
        var directory = Root;
        foreach (var part in Parent.Split('/'))
        {
            File.WriteAllText(Path.Combine(directory, "cgroup.subtree_control"), "+cpu +memory +pids +io +cpuset");
            directory = Path.Combine(directory, part);
            Directory.CreateDirectory(directory);
        }

        File.WriteAllText(Path.Combine(directory, "cgroup.subtree_control"), "+cpu +memory +pids +io +cpuset");
        File.WriteAllText(Path.Combine(directory, "cpu.max"), string.Create(CultureInfo.InvariantCulture, $"{quota} {PeriodMicroseconds}"));
        File.WriteAllText(Path.Combine(directory, "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
        if (File.Exists(Path.Combine(directory, "memory.swap.max"))) File.WriteAllText(Path.Combine(directory, "memory.swap.max"), "0");
    }

    private void MakeSplit(long quota, long bytes)
    {
        foreach (var controller in Controllers.Where(c => Directory.Exists(Path.Combine(Root, c))))
        {
            var directory = Path.Combine(Root, controller);
            foreach (var part in Parent.Split('/'))
            {
                var child = Path.Combine(directory, part);
                Directory.CreateDirectory(child);

                // A new cpuset is empty, and no process could run in it.
                if (controller == "cpuset")
                    foreach (var file in (string[])["cpuset.cpus", "cpuset.mems"]) File.WriteAllText(Path.Combine(child, file), File.ReadAllText(Path.Combine(directory, file)));
                directory = child;
            }

            switch (controller)
            {
                case "memory":
                    SetMemory(directory, bytes);
                    break;
                case "cpu":
                    File.WriteAllText(Path.Combine(directory, "cpu.cfs_period_us"), PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
                    File.WriteAllText(Path.Combine(directory, "cpu.cfs_quota_us"), quota.ToString(CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    /// <summary>Memory with swap may never be below memory, so the order depends on what is set.</summary>
    private static void SetMemory(string directory, long bytes)
    {
        var text = bytes.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(Path.Combine(directory, "memory.limit_in_bytes"), text);
        var swap = Path.Combine(directory, "memory.memsw.limit_in_bytes");
        if (File.Exists(swap)) File.WriteAllText(swap, text);
    }

    private static void TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Something still runs in it, or the kernel is not done with it; the next sweep tries again.
        }
    }
}
