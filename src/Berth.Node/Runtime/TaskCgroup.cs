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

    /// <summary>Where a container's files of a controller lie.</summary>
    public string DirectoryOf(string controller, string runtimeId) => IsUnified ? Path.Combine(Root, Parent, runtimeId) : Path.Combine(Root, controller, Parent, runtimeId);

    /// <summary>One hierarchy for every controller (v2).</summary>
    public static bool IsUnified => File.Exists(Root + "/cgroup.controllers");

    private string Parent => $"berth-{instanceId}/{taskId}";

    public void Make(int cpuUnits, int memoryMib)
    {
        var quota = cpuUnits * PeriodMicroseconds / 1024;
        var bytes = (long)memoryMib << 20;
        if (IsUnified) MakeUnified(quota, bytes);
        else MakeSplit(quota, bytes);
    }

    /// <returns>False when something still runs in it, or the kernel is not done with what did.</returns>
    public bool Remove()
    {
        var gone = true;
        foreach (var directory in IsUnified ? [Path.Combine(Root, Parent)] : Controllers.Append("systemd").Select(c => Path.Combine(Root, c, Parent)))
        {
            if (!Directory.Exists(directory)) continue;
            foreach (var child in Directory.EnumerateDirectories(directory)) TryRemove(child);
            gone &= TryRemove(directory);
        }

        return gone;
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

    /// <summary>Tasks of an installation that have limits on this machine.</summary>
    public static IReadOnlyList<string> Tasks(string instanceId)
    {
        var directory = IsUnified ? Path.Combine(Root, "berth-" + instanceId) : Path.Combine(Root, "memory", "berth-" + instanceId);
        return Directory.Exists(directory) ? [.. Directory.EnumerateDirectories(directory).Select(d => Path.GetFileName(d))] : [];
    }

    /// <summary>Every process in the containers of an installation, also of one whose note was never written.</summary>
    public static IReadOnlyList<int> Processes(string instanceId)
    {
        var root = IsUnified ? Path.Combine(Root, "berth-" + instanceId) : Path.Combine(Root, "pids", "berth-" + instanceId);
        if (!Directory.Exists(root)) return [];
        return [.. Directory.EnumerateFiles(root, "cgroup.procs", SearchOption.AllDirectories).SelectMany(File.ReadAllLines).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid > 0)];
    }

    /// <summary>A process is one of a container's.</summary>
    public bool Holds(string runtimeId, int pid)
    {
        try
        {
            // ID:CONTROLLERS:PATH
            var path = PathOf(runtimeId);
            return File.ReadLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)[^1]).Any(p => p == path || p.StartsWith(path + "/", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // It has ended.
        }
    }

    /// <summary>How often the kernel killed a process of a container for memory.</summary>
    public long OutOfMemoryKills(string runtimeId)
    {
        var file = Path.Combine(DirectoryOf("memory", runtimeId), IsUnified ? "memory.events" : "memory.oom_control");
        if (!File.Exists(file)) return 0;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["oom_kill ".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Stops all processes of a container where they are. The kernel keeps it so until <see cref="Thaw"/>.</summary>
    public void Freeze(string runtimeId) => SetFreezer(runtimeId, "FROZEN", "1");

    /// <summary>Nothing happens when it is not frozen, or gone.</summary>
    public void Thaw(string runtimeId) => SetFreezer(runtimeId, "THAWED", "0");

    public bool IsFrozen(string runtimeId)
    {
        try
        {
            return IsUnified
                ? File.ReadLines(Path.Combine(Root, Parent, runtimeId, "cgroup.events")).Contains("frozen 1")
                : File.ReadAllText(Path.Combine(Root, "freezer", Parent, runtimeId, "freezer.state")).Trim() == "FROZEN";
        }
        catch (IOException)
        {
            return false; // It has ended.
        }
    }

    /// <summary>CPU time used so far and memory in use, for telemetry; null when the container has no cgroup any more.</summary>
    public (TimeSpan Cpu, long MemoryBytes)? Usage(string runtimeId)
    {
        try
        {
            if (IsUnified)
            {
                var directory = DirectoryOf("", runtimeId);
                var usage = File.ReadLines(Path.Combine(directory, "cpu.stat")).First(l => l.StartsWith("usage_usec ", StringComparison.Ordinal));
                return (TimeSpan.FromMicroseconds(long.Parse(usage["usage_usec ".Length..], CultureInfo.InvariantCulture)), ReadLong(Path.Combine(directory, "memory.current")));
            }

            return (
                TimeSpan.FromTicks(ReadLong(Path.Combine(DirectoryOf("cpuacct", runtimeId), "cpuacct.usage")) / 100),
                ReadLong(Path.Combine(DirectoryOf("memory", runtimeId), "memory.usage_in_bytes")));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void SetFreezer(string runtimeId, string split, string unified)
    {
        var file = IsUnified ? Path.Combine(Root, Parent, runtimeId, "cgroup.freeze") : Path.Combine(Root, "freezer", Parent, runtimeId, "freezer.state");
        try
        {
            if (File.Exists(file)) File.WriteAllText(file, IsUnified ? unified : split);
        }
        catch (IOException)
        {
            // It ended in this moment.
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

    private static bool TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false; // EBUSY: what is inside has not ended.
        }
    }
}
