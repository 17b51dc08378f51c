using Berth.Node.Runtime;

namespace Berth.Node.Tests.Runtime;

public sealed class CgroupStatsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("berth-cgroup-").FullName;

    [Fact]
    public void Reads_the_controllers_of_v1()
    {
        Write("cpuacct/cpuacct.usage", "8362360740");
        Write("cpuacct/cpuacct.usage_percpu", "2979697897 5382662843 ");
        Write("cpuacct/cpuacct.stat", "user 638\nsystem 128");
        Write("cpu/cpu.stat", "nr_periods 4\nnr_throttled 2\nthrottled_time 77\nnr_bursts 0\nburst_time 0");
        Write("memory/memory.usage_in_bytes", "60391424");
        Write("memory/memory.max_usage_in_bytes", "125136896");
        Write("memory/memory.limit_in_bytes", "268435456");
        Write("memory/memory.stat", "cache 22437888\nrss 33386496\nhierarchical_memsw_limit 18446744073709551615");
        Write("blkio/blkio.throttle.io_service_bytes_recursive", "254:0 Read 4096\n254:0 Total 4096\nTotal 4096");
        Write("blkio/blkio.throttle.io_serviced_recursive", "Total 0");
        Write("pids/pids.current", "3");
        Write("pids/pids.max", "max");
        var (cpu, memory, blockIo, processes) = new CgroupStats(c => Path.Combine(root, c), isUnified: false).Read();
        Assert.Equal((8_362_360_740, 1_280_000_000, 6_380_000_000, 4, 2, 77), (cpu.Total, cpu.KernelMode, cpu.UserMode, cpu.Periods, cpu.ThrottledPeriods, cpu.ThrottledTime));
        Assert.Equal([2_979_697_897, 5_382_662_843], cpu.PerProcessor);
        Assert.True(cpu.System > 0);
        Assert.Equal((60_391_424, 125_136_896, 268_435_456), (memory.UsageBytes, memory.MaxUsageBytes, memory.LimitBytes));
        Assert.Equal((22_437_888, long.MaxValue), (memory.Details["cache"], memory.Details["hierarchical_memsw_limit"]));
        Assert.Equal([new(254, 0, "Read", 4096), new(254, 0, "Total", 4096)], blockIo.Bytes);
        Assert.Empty(blockIo.Operations);
        Assert.Equal(new ProcessCount(3, null), processes);
    }

    [Fact]
    public void Reads_the_one_directory_of_v2()
    {
        Write("cpu.stat", "usage_usec 8362360\nuser_usec 6380000\nsystem_usec 1280000\nnr_periods 4\nnr_throttled 2\nthrottled_usec 77");
        Write("memory.current", "60391424");
        Write("memory.max", "max");
        Write("memory.stat", "anon 33386496\nfile 22437888");
        Write("io.stat", "254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n254:16 ");
        Write("pids.current", "3");
        Write("pids.max", "100");
        var (cpu, memory, blockIo, processes) = new CgroupStats(_ => root, isUnified: true).Read();
        Assert.Equal((8_362_360_000, 1_280_000_000, 6_380_000_000, 77_000), (cpu.Total, cpu.KernelMode, cpu.UserMode, cpu.ThrottledTime));
        Assert.Empty(cpu.PerProcessor);
        Assert.Equal((60_391_424, null, 9_223_372_036_854_771_712), (memory.UsageBytes, memory.MaxUsageBytes, memory.LimitBytes));
        Assert.Equal(new BlockIoEntry(254, 0, "Write", 8192), blockIo.Bytes[1]);
        Assert.Equal(new BlockIoEntry(254, 0, "Read", 1), blockIo.Operations[0]);
        Assert.Equal(new ProcessCount(3, 100), processes);
    }

    [Fact]
    public void Counts_every_interface_but_loopback()
    {
        var networks = CgroupStats.Networks(
            ["Inter-|   Receive", " face |bytes", "    lo: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0", "  eth0: 1296 16 1 2 0 0 0 0 816 8 3 4 0 0 0 0"]);
        Assert.Equal(new NetworkCounters(1296, 16, 1, 2, 816, 8, 3, 4), Assert.Single(networks).Value);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
        File.WriteAllText(Path.Combine(root, file), text + "\n");
    }
}
