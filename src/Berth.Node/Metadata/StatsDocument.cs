using System.Text.Json.Nodes;
using Berth.Node.Runtime;

namespace Berth.Node.Metadata;

/// <summary>A container's counters in the form of Docker's stats. Pure. Source: Docker Engine API 1.24 and later, ContainerStats; network_rate_stats: ECS developer guide, task metadata version 4.</summary>
internal static class StatsDocument
{
    /// <summary>Go's zero time, which Docker gives where there was no earlier reading.</summary>
    private const string NoTime = "0001-01-01T00:00:00Z";

    /// <param name="withRates">Version 4's addition. Left out while there is only one reading.</param>
    public static JsonObject Of(string runtimeId, string name, StatsHistory history, bool withRates)
    {
        var (latest, before) = history;
        var document = new JsonObject
        {
            ["read"] = Time(latest.ReadAt),
            ["preread"] = before is null ? NoTime : Time(before.ReadAt),
            ["pids_stats"] = Processes(latest.Processes),
            ["blkio_stats"] = new JsonObject
            {
                ["io_service_bytes_recursive"] = Entries(latest.BlockIo.Bytes),
                ["io_serviced_recursive"] = Entries(latest.BlockIo.Operations),
                ["io_queue_recursive"] = new JsonArray(),
                ["io_service_time_recursive"] = new JsonArray(),
                ["io_wait_time_recursive"] = new JsonArray(),
                ["io_merged_recursive"] = new JsonArray(),
                ["io_time_recursive"] = new JsonArray(),
                ["sectors_recursive"] = new JsonArray(),
            },
            ["num_procs"] = 0, // Of Windows alone.
            ["storage_stats"] = new JsonObject(),
            ["cpu_stats"] = Cpu(latest.Cpu),
            ["precpu_stats"] = before is null ? Cpu(new(0, [], 0, 0, 0, 0, 0, 0, 0)) : Cpu(before.Cpu),
            ["memory_stats"] = Memory(latest.Memory),
            ["name"] = name,
            ["id"] = runtimeId,
            ["networks"] = new JsonObject(latest.Networks.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)Network(n.Value)))),
        };
        if (withRates && before is not null) document["network_rate_stats"] = Rates(latest, before);
        return document;
    }

    private static string Time(DateTimeOffset time) => EndpointJson.Time(time);

    private static JsonObject Processes(ProcessCount count)
    {
        var document = new JsonObject { ["current"] = count.Current };
        if (count.Limit is { } limit) document["limit"] = limit;
        return document;
    }

    private static JsonArray Entries(IEnumerable<BlockIoEntry> entries) =>
        new([.. entries.Select(e => (JsonNode)new JsonObject { ["major"] = e.Major, ["minor"] = e.Minor, ["op"] = e.Operation, ["value"] = e.Value })]);

    private static JsonObject Cpu(CpuCounters cpu)
    {
        var usage = new JsonObject { ["total_usage"] = cpu.Total };
        if (cpu.PerProcessor.Count > 0) usage["percpu_usage"] = new JsonArray([.. cpu.PerProcessor.Select(p => (JsonNode)p)]);
        usage["usage_in_kernelmode"] = cpu.KernelMode;
        usage["usage_in_usermode"] = cpu.UserMode;
        var document = new JsonObject { ["cpu_usage"] = usage };
        if (cpu.System > 0) document["system_cpu_usage"] = cpu.System;
        if (cpu.Processors > 0) document["online_cpus"] = cpu.Processors;
        document["throttling_data"] = new JsonObject { ["periods"] = cpu.Periods, ["throttled_periods"] = cpu.ThrottledPeriods, ["throttled_time"] = cpu.ThrottledTime };
        return document;
    }

    private static JsonObject Memory(MemoryUse memory)
    {
        var document = new JsonObject { ["usage"] = memory.UsageBytes };
        if (memory.MaxUsageBytes is { } most) document["max_usage"] = most;
        document["stats"] = new JsonObject(memory.Details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        document["limit"] = memory.LimitBytes;
        return document;
    }

    private static JsonObject Network(NetworkCounters n) => new()
    {
        ["rx_bytes"] = n.ReceivedBytes,
        ["rx_packets"] = n.ReceivedPackets,
        ["rx_errors"] = n.ReceiveErrors,
        ["rx_dropped"] = n.ReceiveDropped,
        ["tx_bytes"] = n.SentBytes,
        ["tx_packets"] = n.SentPackets,
        ["tx_errors"] = n.SendErrors,
        ["tx_dropped"] = n.SendDropped,
    };

    private static JsonObject Rates(ContainerStats latest, ContainerStats before)
    {
        var seconds = (latest.ReadAt - before.ReadAt).TotalSeconds;
        double Rate(Func<NetworkCounters, long> count) => seconds <= 0 ? 0 : Math.Max(0, latest.Networks.Values.Sum(count) - before.Networks.Values.Sum(count)) / seconds;
        return new() { ["rx_bytes_per_sec"] = Rate(n => n.ReceivedBytes), ["tx_bytes_per_sec"] = Rate(n => n.SentBytes) };
    }
}
