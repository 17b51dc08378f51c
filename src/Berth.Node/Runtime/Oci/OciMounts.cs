using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Domain.Containers;

namespace Berth.Node.Runtime.Oci;

/// <summary>
/// What is mounted in a container, parents before children: the kernel's own file systems, what was made for it, its volumes. A mount of the definition takes the place of ours at the same path.
/// The OCI runtime follows links inside the image no further than its root.
/// </summary>
internal static class OciMounts
{
    private const int SharedMemoryDefaultMib = 64;

    /// <exception cref="ContainerStartException">A mount over the root, or in /proc, which would hide what is masked there.</exception>
    public static JsonArray Write(ContainerSpec spec, IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> volumes)
    {
        IReadOnlyList<OciMount> asked = [.. Asked(spec, volumes)];
        var taken = asked.Select(m => m.Destination).ToHashSet(StringComparer.Ordinal);
        return new([.. Own(spec, files).Where(m => !taken.Contains(m.Destination)).Concat(asked).OrderBy(m => ContainerPath.Depth(m.Destination)).Select(m => (JsonNode)m.Write())]);
    }

    private static IEnumerable<OciMount> Asked(ContainerSpec spec, IReadOnlyDictionary<string, string> volumes)
    {
        foreach (var tmpfs in spec.Tmpfs) yield return new(Checked(tmpfs.ContainerPath), "tmpfs", "tmpfs", TmpfsOptions.Merge(tmpfs.MountOptions, tmpfs.SizeMib));
        foreach (var point in spec.MountPoints) yield return Bind(Checked(point.ContainerPath), volumes[point.Volume], point.ReadOnly);
    }

    private static IEnumerable<OciMount> Own(ContainerSpec spec, IReadOnlyDictionary<string, string> files)
    {
        yield return new("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]);
        yield return new("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]);
        yield return new("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]);
        var sharedBytes = (long)(spec.SharedMemorySizeMib ?? SharedMemoryDefaultMib) << 20;
        yield return new("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", string.Create(CultureInfo.InvariantCulture, $"size={sharedBytes}")]);
        yield return new("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]);
        yield return new("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]);

        // Language runtimes read their limits here.
        yield return new("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]);
        foreach (var (inside, path) in files) yield return Bind(inside, path, spec.ReadonlyRootFilesystem);
        if (spec.InitProcessEnabled) yield return Bind(ContainerInit.PathInside, ContainerInit.PathOnNode, isReadOnly: true);
    }

    private static OciMount Bind(string destination, string source, bool isReadOnly) => new(destination, "bind", source, ["rbind", "rprivate", isReadOnly ? "ro" : "rw"]);

    private static string Checked(string path)
    {
        var tidy = ContainerPath.Tidy(path);
        if (tidy == "/") throw new ContainerStartException("invalid specification: destination can't be '/'");
        return ContainerPath.IsWithin(tidy, "/proc") ? throw new ContainerStartException($"\"{tidy}\" cannot be mounted because it is inside /proc") : tidy;
    }

    private sealed record OciMount(string Destination, string Type, string Source, IReadOnlyList<string> Options)
    {
        public JsonObject Write() => new() { ["destination"] = Destination, ["type"] = Type, ["source"] = Source, ["options"] = OciJson.Texts(Options) };
    }
}
