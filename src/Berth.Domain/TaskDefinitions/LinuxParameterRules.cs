namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at what only Linux has. Source: ECS API, LinuxParameters, KernelCapabilities, Tmpfs.</summary>
internal static class LinuxParameterRules
{
    private const string FargateCapability = "SYS_PTRACE";

    private static readonly HashSet<string> Capabilities = new(StringComparer.Ordinal)
    {
        "ALL", "AUDIT_CONTROL", "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
        "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
        "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG",
        "WAKE_ALARM",
    };

    private static readonly HashSet<string> TmpfsOptions = new(StringComparer.Ordinal)
    {
        "defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync", "remount", "mand", "nomand", "atime", "noatime", "diratime",
        "nodiratime", "bind", "rbind", "unbindable", "runbindable", "private", "rprivate", "shared", "rshared", "slave", "rslave", "relatime", "norelatime", "strictatime",
        "nostrictatime", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol",
    };

    public static IEnumerable<string> Check(ContainerDraft container, bool fargate)
    {
        if (container.LinuxParameters is not { } linux) return [];
        return [.. CapabilityFaults(linux, container.Name, fargate), .. MemoryFaults(linux, container.Name, fargate)];
    }

    private static IEnumerable<string> CapabilityFaults(LinuxParameters linux, string? name, bool fargate)
    {
        foreach (var unknown in linux.CapabilitiesAdded.Concat(linux.CapabilitiesDropped).Where(c => !Capabilities.Contains(c)))
            yield return $"Unknown kernel capability '{unknown}' of container '{name}'";
        if (!fargate) yield break;
        foreach (var capability in linux.CapabilitiesAdded.Where(c => c != FargateCapability)) yield return $"{capability} is not allowed on Fargate.";
    }

    private static IEnumerable<string> MemoryFaults(LinuxParameters linux, string? name, bool fargate)
    {
        if (fargate && linux.Tmpfs.Count > 0) yield return UnsupportedMembers.NotOnFargate("tmpfs");
        if (fargate && linux.SharedMemorySizeMib is not null) yield return UnsupportedMembers.NotOnFargate("sharedMemorySize");
        if (linux.SharedMemorySizeMib is < 1) yield return $"Invalid 'sharedMemorySize' setting for container '{name}'";
        foreach (var tmpfs in linux.Tmpfs)
        {
            if (!tmpfs.ContainerPath.StartsWith('/')) yield return $"Invalid 'tmpfs' setting for container '{name}'. 'containerPath' must be absolute.";
            if (tmpfs.SizeMib < 1) yield return $"Invalid 'tmpfs' setting for container '{name}'. 'size' must be at least 1 MiB.";

            // mode, uid, gid and the like bring a value: mode=755.
            foreach (var option in tmpfs.MountOptions.Where(o => !TmpfsOptions.Contains(o.Split('=', 2)[0]))) yield return $"Invalid 'tmpfs' setting for container '{name}'. Unknown mount option '{option}'.";
        }
    }
}
