using System.Globalization;

namespace Berth.Node.Runtime;

/// <summary>Reads a container's counters from its cgroup: v1 controllers (also in a hybrid hierarchy) or v2.</summary>
/// <param name="directoryOf">The container's directory in a v1 controller; the same one for each on v2.</param>
internal sealed class CgroupStats(Func<string, string> directoryOf, bool isUnified)
{
    /// <summary>What the kernel answers for no limit: the most pages that it counts.</summary>
    private const long NoLimitBytes = 9_223_372_036_854_771_712;

    /// <summary>Of /proc/stat and cpuacct.stat: hundredths of a second.</summary>
    private const long NanosecondsPerTick = 10_000_000;
    private const long NanosecondsPerMicrosecond = 1_000;

    /// <exception cref="IOException">The container has no cgroup any more.</exception>
    public (CpuCounters Cpu, MemoryUse Memory, BlockIo BlockIo, ProcessCount Processes) Read() =>
        (isUnified ? UnifiedCpu() : SplitCpu(), Memory(), isUnified ? UnifiedBlockIo() : SplitBlockIo(), Processes());

    /// <summary>Sample: <c>  eth0: 1296 16 0 0 0 0 0 0 816 8 0 0 0 0 0 0</c>, after two lines of headings.</summary>
    /// <param name="lines">Of /proc/PID/net/dev.</param>
    public static IReadOnlyDictionary<string, NetworkCounters> Networks(IEnumerable<string> lines)
    {
        var networks = new Dictionary<string, NetworkCounters>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(2))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "lo" : line[..colon].Trim();
            if (name == "lo") continue;
            var n = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number).ToArray();
            networks[name] = new(n[0], n[1], n[2], n[3], n[8], n[9], n[10], n[11]);
        }

        return networks;
    }

    /// <summary>Sample: <c>cpu  497233 0 73579 9021 12 0 33 0 0 0</c>: user, nice, system, idle, iowait, irq, softirq; the others are part of these.</summary>
    private static long SystemTime() => File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(7).Sum(Number) * NanosecondsPerTick;

    private CpuCounters SplitCpu()
    {
        var times = Fields("cpuacct", "cpuacct.stat");
        var throttling = Fields("cpu", "cpu.stat");
        IReadOnlyList<long> processors = [.. Text("cpuacct", "cpuacct.usage_percpu").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
        return new(
            Number(Text("cpuacct", "cpuacct.usage")), processors, times["system"] * NanosecondsPerTick, times["user"] * NanosecondsPerTick, SystemTime(), Environment.ProcessorCount,
            throttling["nr_periods"], throttling["nr_throttled"], throttling["throttled_time"]);
    }

    private CpuCounters UnifiedCpu()
    {
        var stat = Fields("cpu", "cpu.stat");
        return new(
            stat["usage_usec"] * NanosecondsPerMicrosecond, [], stat["system_usec"] * NanosecondsPerMicrosecond, stat["user_usec"] * NanosecondsPerMicrosecond, SystemTime(), Environment.ProcessorCount,
            stat.GetValueOrDefault("nr_periods"), stat.GetValueOrDefault("nr_throttled"), stat.GetValueOrDefault("throttled_usec") * NanosecondsPerMicrosecond);
    }

    private MemoryUse Memory() => new(
        Number(Text("memory", isUnified ? "memory.current" : "memory.usage_in_bytes")),
        isUnified ? null : Number(Text("memory", "memory.max_usage_in_bytes")),
        Limit("memory", isUnified ? "memory.max" : "memory.limit_in_bytes") ?? NoLimitBytes,
        Fields("memory", "memory.stat"));

    private ProcessCount Processes() => new(Number(Text("pids", "pids.current")), Limit("pids", "pids.max"));

    /// <summary>Sample: <c>254:0 Read 638976</c>; the last line is a sum without a device.</summary>
    private BlockIo SplitBlockIo()
    {
        IReadOnlyList<BlockIoEntry> Entries(string file) =>
        [
            .. Lines("blkio", file).Select(l => l.Split(' ')).Where(f => f.Length == 3).Select(f => new BlockIoEntry(Major(f[0]), Minor(f[0]), f[1], Number(f[2]))),
        ];
        return new(Entries("blkio.throttle.io_service_bytes_recursive"), Entries("blkio.throttle.io_serviced_recursive"));
    }

    /// <summary>Sample: <c>254:0 rbytes=638976 wbytes=0 rios=12 wios=0 dbytes=0 dios=0</c>.</summary>
    private BlockIo UnifiedBlockIo()
    {
        var bytes = new List<BlockIoEntry>();
        var operations = new List<BlockIoEntry>();
        foreach (var fields in Lines("io", "io.stat").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            var values = fields.Skip(1).Select(f => f.Split('=')).Where(p => p.Length == 2).ToDictionary(p => p[0], p => Number(p[1]));
            void Add(List<BlockIoEntry> list, string operation, string name) => list.Add(new(Major(fields[0]), Minor(fields[0]), operation, values.GetValueOrDefault(name)));
            Add(bytes, "Read", "rbytes");
            Add(bytes, "Write", "wbytes");
            Add(operations, "Read", "rios");
            Add(operations, "Write", "wios");
        }

        return new(bytes, operations);
    }

    private static int Major(string device) => (int)Number(device.Split(':')[0]);

    private static int Minor(string device) => (int)Number(device.Split(':')[1]);

    private Dictionary<string, long> Fields(string controller, string file) =>
        Lines(controller, file).Select(l => l.Split(' ')).Where(f => f.Length == 2).ToDictionary(f => f[0], f => Number(f[1]), StringComparer.Ordinal);

    private long? Limit(string controller, string file) => Text(controller, file) is var text and not "max" ? Number(text) : null;

    private string[] Lines(string controller, string file) => File.ReadAllLines(Path.Combine(directoryOf(controller), file));

    private string Text(string controller, string file) => File.ReadAllText(Path.Combine(directoryOf(controller), file)).Trim();

    /// <summary>Some of the kernel's numbers, such as the limit of memory with swap, may exceed what is signed.</summary>
    private static long Number(string text) => (long)Math.Min(ulong.Parse(text, CultureInfo.InvariantCulture), long.MaxValue);
}
