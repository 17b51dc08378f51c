namespace Berth.Node.Runtime;

/// <summary>What a container uses, by the kernel's own counters. They rise from its start.</summary>
/// <param name="ReadAt">When the counters were read.</param>
/// <param name="Networks">By interface, loopback left out. All containers of a task share them.</param>
public sealed record ContainerStats(DateTimeOffset ReadAt, CpuCounters Cpu, MemoryUse Memory, BlockIo BlockIo, ProcessCount Processes, IReadOnlyDictionary<string, NetworkCounters> Networks);

/// <summary>Times in nanoseconds, the kernel's own unit.</summary>
/// <param name="Total">CPU time of all processors.</param>
/// <param name="PerProcessor">Empty where the kernel does not say (cgroup v2).</param>
/// <param name="System">CPU time that the whole machine spent or idled, of all processors.</param>
/// <param name="Processors">Online.</param>
/// <param name="Periods">Of the container's own quota, like the two behind it.</param>
public sealed record CpuCounters(
    long Total, IReadOnlyList<long> PerProcessor, long KernelMode, long UserMode, long System, int Processors, long Periods, long ThrottledPeriods, long ThrottledTime);

/// <param name="UsageBytes">With the page cache.</param>
/// <param name="MaxUsageBytes">Null where the kernel does not say.</param>
/// <param name="LimitBytes">The container's own; the largest number of pages where it has none.</param>
/// <param name="Details">memory.stat as it is.</param>
public sealed record MemoryUse(long UsageBytes, long? MaxUsageBytes, long LimitBytes, IReadOnlyDictionary<string, long> Details);

public sealed record BlockIo(IReadOnlyList<BlockIoEntry> Bytes, IReadOnlyList<BlockIoEntry> Operations);

/// <param name="Operation">Read, Write, Sync, Async, Discard or Total.</param>
public sealed record BlockIoEntry(int Major, int Minor, string Operation, long Value);

/// <param name="Limit">Null for none.</param>
public sealed record ProcessCount(long Current, long? Limit);

public sealed record NetworkCounters(
    long ReceivedBytes, long ReceivedPackets, long ReceiveErrors, long ReceiveDropped, long SentBytes, long SentPackets, long SendErrors, long SendDropped);
