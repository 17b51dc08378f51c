namespace Berth.Domain.TaskDefinitions;

/// <summary>Another container of the task must be that far before this one starts.</summary>
public sealed record ContainerDependency(string ContainerName, DependencyCondition Condition);

/// <summary>As the API names them: START, COMPLETE, SUCCESS, HEALTHY.</summary>
public enum DependencyCondition
{
    Start,
    Complete,
    Success,
    Healthy,
}

/// <summary>A command that tells whether a container works. Defaults are filled in at registration. Source: ECS API, HealthCheck.</summary>
/// <param name="Command">Starts with CMD (run as it is) or CMD-SHELL (a text for <c>/bin/sh -c</c>; what follows it becomes the shell's $0, $1…, as in docker).</param>
/// <param name="StartPeriodSeconds">Failures in it do not count, until the first success; null for none.</param>
public sealed record HealthCheck(IReadOnlyList<string> Command, int IntervalSeconds, int TimeoutSeconds, int Retries, int? StartPeriodSeconds);

/// <summary>Starts a container anew inside its running task. Source: ECS API, ContainerRestartPolicy.</summary>
/// <param name="AttemptPeriodSeconds">It must have run this long to be restarted.</param>
public sealed record RestartPolicy(bool Enabled, IReadOnlyList<int> IgnoredExitCodes, int AttemptPeriodSeconds);

/// <param name="Name">As in the API: nofile, nproc, core…</param>
public sealed record Ulimit(string Name, long SoftLimit, long HardLimit);

/// <summary>What only Linux has.</summary>
public sealed record LinuxParameters
{
    /// <summary>An init process reaps what the container's processes leave.</summary>
    public bool? InitProcessEnabled { get; init; }

    /// <summary>As in the API, without CAP_; ALL for every one.</summary>
    public IReadOnlyList<string> CapabilitiesAdded { get; init; } = [];
    public IReadOnlyList<string> CapabilitiesDropped { get; init; } = [];
    public IReadOnlyList<TemporaryFileSystem> Tmpfs { get; init; } = [];

    /// <summary>Of /dev/shm, in MiB; null for 64.</summary>
    public int? SharedMemorySizeMib { get; init; }
}

public sealed record TemporaryFileSystem(string ContainerPath, int SizeMib, IReadOnlyList<string> MountOptions);

/// <summary>A task's volume: an empty directory that lives as long as the task.</summary>
public sealed record TaskVolume(string Name);

/// <param name="ReadOnly">As sent; null means that the container may write.</param>
public sealed record MountPoint(string SourceVolume, string ContainerPath, bool? ReadOnly);

/// <summary>All mount points of another container, at the same paths.</summary>
/// <param name="ReadOnly">As sent; null means that the container may write.</param>
public sealed record VolumesFrom(string SourceContainer, bool? ReadOnly);

/// <summary>A kernel parameter of the container's own namespaces: <c>net.ipv4.tcp_keepalive_time</c>.</summary>
public sealed record SystemControl(string Namespace, string Value);

/// <summary>A line of /etc/hosts.</summary>
public sealed record HostEntry(string Hostname, string IpAddress);
