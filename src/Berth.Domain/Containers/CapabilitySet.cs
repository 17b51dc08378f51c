namespace Berth.Domain.Containers;

/// <summary>Chooses a container's Linux capabilities. Source: docker's rules for --cap-add and --cap-drop, which ECS's KernelCapabilities follow.</summary>
public static class CapabilitySet
{
    private const string All = "ALL";
    private const string Prefix = "CAP_";

    /// <summary>Every capability by its number in the kernel.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE",
        "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE",
        "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
        "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
        "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>Docker's default set.</summary>
    public static readonly IReadOnlyList<string> Default =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SYS_CHROOT", "CAP_MKNOD",
        "CAP_AUDIT_WRITE", "CAP_SETFCAP",
    ];

    /// <param name="added">With or without CAP_, in any case; ALL for every one. ALL here wins over ALL in <paramref name="dropped"/>.</param>
    /// <param name="dropped">Taken from the default set, or from ALL; what is named in <paramref name="added"/> stays.</param>
    /// <param name="available">What the node has itself: nobody can give more.</param>
    /// <returns>In the kernel's order, so that equal sets are equal lists.</returns>
    public static IReadOnlyList<string> Choose(IReadOnlyCollection<string> added, IReadOnlyCollection<string> dropped, IReadOnlyCollection<string> available)
    {
        var (more, less) = (Names(added), Names(dropped));
        var wanted = more.Contains(Prefix + All) ? Known.Where(c => !less.Contains(c))
            : less.Contains(Prefix + All) ? more
            : Default.Where(c => !less.Contains(c)).Concat(more);
        var chosen = wanted.ToHashSet(StringComparer.Ordinal);
        return [.. Known.Where(c => chosen.Contains(c) && available.Contains(c))];
    }

    /// <param name="mask">A line of /proc/PID/status: bit n is capability n.</param>
    public static IReadOnlyList<string> OfMask(ulong mask) => [.. Known.Where((_, number) => (mask >> number & 1) == 1)];

    private static HashSet<string> Names(IEnumerable<string> names) =>
        [.. names.Select(n => n.ToUpperInvariant()).Select(n => n.StartsWith(Prefix, StringComparison.Ordinal) ? n : Prefix + n)];
}
