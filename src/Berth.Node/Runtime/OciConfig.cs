using System.Text.Json.Nodes;
using Berth.Node.Native;

namespace Berth.Node.Runtime;

/// <summary>Writes a container's config.json (OCI runtime specification 1.0).</summary>
internal static class OciConfig
{
    /// <summary>Docker's default set.</summary>
    public static readonly IReadOnlyList<string> Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE",
        "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    /// <summary>Fargate's: soft and hard. Source: ECS developer guide, Fargate resource limits.</summary>
    private const long OpenFilesMax = 65_535;
    private const int OpenFilesResource = 7;
    private const long ProcessesMax = 32_768;

    private static readonly string[] MaskedPaths =
        ["/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap"];

    private static readonly string[] ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <param name="files">Made for this container: path inside to path on the node.</param>
    /// <param name="compiledFilter">The seccomp profile as crun compiled it once, base64; null when it did not yet.</param>
    public static JsonObject Write(ContainerSpec spec, ContainerUser user, string cgroupsPath, IReadOnlyDictionary<string, string> files, JsonObject? seccomp, string? compiledFilter)
    {
        var linux = new JsonObject
        {
            ["namespaces"] = new JsonArray(
                Namespace("pid"), Namespace("ipc"), Namespace("uts"), Namespace("mount"), new JsonObject { ["type"] = "network", ["path"] = spec.NetworkNamespace }),
            ["cgroupsPath"] = cgroupsPath,
            ["resources"] = Resources(spec),
            ["maskedPaths"] = Texts(MaskedPaths),
            ["readonlyPaths"] = Texts(ReadonlyPaths),
        };
        if (seccomp is not null) linux["seccomp"] = seccomp.DeepClone();
        var config = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["process"] = Process(spec, user),
            ["root"] = new JsonObject { ["path"] = "rootfs", ["readonly"] = false },
            ["hostname"] = spec.HostName,
            ["mounts"] = Mounts(files),
            ["linux"] = linux,
        };
        if (compiledFilter is not null) config["annotations"] = new JsonObject { ["run.oci.seccomp_bpf_data"] = compiledFilter };
        return config;
    }

    private static JsonObject Process(ContainerSpec spec, ContainerUser user)
    {
        // Without CAP_SYS_RESOURCE nobody can raise a hard limit; as much as we have ourselves is the most there is.
        var own = Libc.HardLimit(OpenFilesResource);
        var openFiles = own < 0 ? OpenFilesMax : Math.Min(OpenFilesMax, own);
        JsonArray Set() => Texts(Capabilities);
        return new()
        {
            ["terminal"] = false,
            ["user"] = new JsonObject { ["uid"] = user.UserId, ["gid"] = user.GroupId, ["additionalGids"] = new JsonArray([.. user.AdditionalGroups.Select(g => (JsonNode)g)]) },
            ["args"] = Texts(spec.Arguments),
            ["env"] = Texts(spec.Environment),
            ["cwd"] = spec.WorkingDirectory.Length == 0 ? "/" : spec.WorkingDirectory,
            ["capabilities"] = user.UserId == 0
                ? new JsonObject { ["bounding"] = Set(), ["effective"] = Set(), ["permitted"] = Set() }
                : new JsonObject { ["bounding"] = Set() },
            ["rlimits"] = new JsonArray(new JsonObject { ["type"] = "RLIMIT_NOFILE", ["soft"] = openFiles, ["hard"] = openFiles }),
            ["noNewPrivileges"] = false,
        };
    }

    private static JsonObject Resources(ContainerSpec spec)
    {
        var memory = new JsonObject();
        if (spec.MemoryMib is { } limit)
        {
            memory["limit"] = (long)limit << 20;
            memory["swap"] = (long)limit << 20;
        }

        if (spec.MemoryReservationMib is { } reservation) memory["reservation"] = (long)reservation << 20;

        // Swap accounting is not in every kernel; where it is missing the limit alone must do.
        if (memory.ContainsKey("swap") && !File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes") && !File.Exists("/sys/fs/cgroup/cgroup.controllers")) memory.Remove("swap");
        return new()
        {
            ["memory"] = memory,
            ["cpu"] = new JsonObject { ["shares"] = Math.Clamp(spec.CpuUnits, 2, 262_144) },
            ["pids"] = new JsonObject { ["limit"] = ProcessesMax },
            ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }),
        };
    }

    private static JsonArray Mounts(IReadOnlyDictionary<string, string> files)
    {
        var mounts = new JsonArray(
            Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
            Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
            Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
        foreach (var (inside, path) in files) mounts.Add((JsonNode)Mount(inside, "bind", path, "rbind", "rprivate", "rw"));
        return mounts;
    }

    private static JsonObject Mount(string destination, string type, string source, params string[] options) =>
        new() { ["destination"] = destination, ["type"] = type, ["source"] = source, ["options"] = Texts(options) };

    private static JsonObject Namespace(string type) => new() { ["type"] = type };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
