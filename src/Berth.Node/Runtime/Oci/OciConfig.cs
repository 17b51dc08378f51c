using System.Text.Json.Nodes;

namespace Berth.Node.Runtime.Oci;

/// <summary>What a container's configuration is made of, beside its spec.</summary>
/// <param name="Capabilities">Its bounding set.</param>
/// <param name="Files">Made for this container: path inside to path on the node.</param>
/// <param name="Volumes">Directories on the node, by the volume's name.</param>
/// <param name="HasCgroupNamespace">On a unified hierarchy, where the container would else see the whole machine's.</param>
internal sealed record OciParts(
    ContainerUser User, string CgroupsPath, IReadOnlyList<string> Capabilities, IReadOnlyList<OciResourceLimit> Limits, IReadOnlyDictionary<string, string> Files, IReadOnlyDictionary<string, string> Volumes,
    bool HasCgroupNamespace, SeccompFilter? Seccomp, string? CompiledFilter);

/// <summary>Writes a container's config.json (OCI runtime specification 1.0).</summary>
internal static class OciConfig
{
    private static readonly string[] MaskedPaths =
        ["/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap"];

    private static readonly string[] ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <exception cref="ContainerStartException">A mount that nobody may have.</exception>
    public static JsonObject Write(ContainerSpec spec, OciParts parts)
    {
        var linux = new JsonObject
        {
            ["namespaces"] = Namespaces(spec, parts.HasCgroupNamespace),
            ["cgroupsPath"] = parts.CgroupsPath,
            ["resources"] = OciResources.Write(spec),
            ["rootfsPropagation"] = "rprivate",
            ["maskedPaths"] = OciJson.Texts(MaskedPaths),
            ["readonlyPaths"] = OciJson.Texts(ReadonlyPaths),
        };
        if (spec.SystemControls.Count > 0) linux["sysctl"] = new JsonObject(spec.SystemControls.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value)));
        if (parts.Seccomp is { } filter) linux["seccomp"] = filter.Profile.DeepClone();
        var config = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["process"] = OciProcess.Write(spec, parts),
            ["root"] = new JsonObject { ["path"] = "rootfs", ["readonly"] = spec.ReadonlyRootFilesystem },
            ["hostname"] = spec.HostName,
            ["mounts"] = OciMounts.Write(spec, parts.Files, parts.Volumes),
            ["linux"] = linux,
        };
        if (parts.CompiledFilter is { } compiled) config["annotations"] = new JsonObject { ["run.oci.seccomp_bpf_data"] = compiled };
        return config;
    }

    private static JsonArray Namespaces(ContainerSpec spec, bool hasCgroup)
    {
        string[] kinds = ["pid", "ipc", "uts", "mount", .. hasCgroup ? (string[])["cgroup"] : []];
        return new([.. kinds.Select(k => (JsonNode)new JsonObject { ["type"] = k }), new JsonObject { ["type"] = "network", ["path"] = spec.NetworkNamespace }]);
    }
}
