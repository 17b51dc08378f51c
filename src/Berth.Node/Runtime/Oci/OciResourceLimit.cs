using Berth.Domain.Containers;
using Berth.Node.Native;

namespace Berth.Node.Runtime.Oci;

/// <param name="Type">RLIMIT_NOFILE…</param>
internal sealed record OciResourceLimit(string Type, ulong Soft, ulong Hard);

/// <summary>Resource limits in the kernel's words, and how high this process can set them.</summary>
internal static class OciResourceLimits
{
    private const string OpenFiles = "nofile";
    private const string OpenFilesCeiling = "/proc/sys/fs/nr_open";

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["cpu"] = 0,
        ["fsize"] = 1,
        ["data"] = 2,
        ["stack"] = 3,
        ["core"] = 4,
        ["rss"] = 5,
        ["nproc"] = 6,
        [OpenFiles] = 7,
        ["memlock"] = 8,
        ["locks"] = 10,
        ["sigpending"] = 11,
        ["msgqueue"] = 12,
        ["nice"] = 13,
        ["rtprio"] = 14,
        ["rttime"] = 15,
    };

    /// <exception cref="ContainerStartException">A name that no kernel knows.</exception>
    public static ResourceLimitPlan Choose(ContainerSpec spec, IReadOnlyDictionary<string, long> ceilings)
    {
        if (spec.Ulimits.FirstOrDefault(u => !Numbers.ContainsKey(u.Name)) is { } unknown) throw new ContainerStartException($"invalid ulimit type: {unknown.Name}");
        return ResourceLimits.Choose(spec.Ulimits.Select(u => new ResourceLimit(u.Name, u.SoftLimit, u.HardLimit)), ceilings);
    }

    public static IReadOnlyList<OciResourceLimit> Write(IEnumerable<ResourceLimit> limits) =>
        [.. limits.Select(l => new OciResourceLimit("RLIMIT_" + l.Name.ToUpperInvariant(), Kernel(l.Soft), Kernel(l.Hard)))];

    /// <summary>Only CAP_SYS_RESOURCE raises a hard limit: without it our own are the most there is.</summary>
    public static IReadOnlyDictionary<string, long> Ceilings(IReadOnlyCollection<string> capabilities)
    {
        if (!capabilities.Contains("CAP_SYS_RESOURCE")) return Numbers.ToDictionary(n => n.Key, n => Libc.HardLimit(n.Value));
        return new Dictionary<string, long> { [OpenFiles] = long.Parse(File.ReadAllText(OpenFilesCeiling), System.Globalization.CultureInfo.InvariantCulture) };
    }

    private static ulong Kernel(long limit) => limit == ResourceLimits.Unlimited ? ulong.MaxValue : (ulong)limit;
}
