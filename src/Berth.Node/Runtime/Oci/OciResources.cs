using System.Text.Json.Nodes;

namespace Berth.Node.Runtime.Oci;

/// <summary>A container's own limits, below its task's. The OCI runtime translates them for a unified hierarchy.</summary>
internal static class OciResources
{
    private const long ProcessesMax = 32_768;

    public static JsonObject Write(ContainerSpec spec)
    {
        var memory = new JsonObject();
        if (spec.MemoryMib is { } limit)
        {
            memory["limit"] = (long)limit << 20;
            memory["swap"] = (long)limit << 20;
        }

        if (spec.MemoryReservationMib is { } reservation) memory["reservation"] = (long)reservation << 20;

        // Swap accounting is not in every kernel; where it is missing the limit alone must do.
        if (memory.ContainsKey("swap") && !File.Exists("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes") && !TaskCgroup.IsUnified) memory.Remove("swap");
        return new()
        {
            ["memory"] = memory,
            ["cpu"] = new JsonObject { ["shares"] = Math.Clamp(spec.CpuUnits, 2, 262_144) },
            ["pids"] = new JsonObject { ["limit"] = ProcessesMax },
            ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }),
        };
    }
}
