using Berth.Node.Images;

namespace Berth.Node.Runtime;

/// <summary>
/// Runs containers inside a task's limits and network namespace. Containers outlive this process; after a restart <see cref="Adopt"/> finds them again.
/// Every call is idempotent per runtime id, so that a caller that does not know whether it acted may act again.
/// The real one (conmon + crun) and the doubles pass the same suite in Berth.Conformance.
/// </summary>
public interface IContainerRuntime
{
    /// <summary>What is here from before: running, or ended and not yet removed. Call once, first.</summary>
    Task<IReadOnlyList<AdoptedContainer>> Adopt(CancellationToken cancel);

    /// <summary>Makes the task's limits, under which its containers run.</summary>
    Task PrepareTask(TaskLimits limits, CancellationToken cancel);

    /// <summary>Creates and starts a container and answers once its process executes.</summary>
    /// <exception cref="ContainerStartException">In the words that ECS shows as a CannotStartContainerError.</exception>
    Task Start(ContainerSpec spec, CancellationToken cancel);

    /// <summary>Sends a signal to the container's first process; nothing happens when it has ended.</summary>
    Task Signal(string runtimeId, int signal, CancellationToken cancel);

    /// <summary>Waits for the end; answers at once for a container that has ended already.</summary>
    Task<ContainerExit> WaitForExit(string runtimeId, CancellationToken cancel);

    /// <summary>Removes what is left of an ended container: its file system, state and files, but not its output, which <see cref="RemoveTask"/> takes.</summary>
    Task Remove(string runtimeId, CancellationToken cancel);

    /// <summary>Removes the limits and all files of a task whose containers are removed.</summary>
    Task RemoveTask(string taskId, CancellationToken cancel);
}

/// <param name="TaskId">32 hexadecimal digits.</param>
/// <param name="CpuUnits">1024 = one vCPU, a hard quota.</param>
public sealed record TaskLimits(string TaskId, int CpuUnits, int MemoryMib);

/// <summary>Everything about one container, image configuration and definition already merged.</summary>
public sealed record ContainerSpec
{
    public required string TaskId { get; init; }
    public required string RuntimeId { get; init; }
    public required string Name { get; init; }
    public required PulledImage Image { get; init; }

    /// <summary>Entry point and command together; never empty.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>NAME=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }
    public required string WorkingDirectory { get; init; }

    /// <summary>user, uid, user:group or uid:gid; "" for root. Names are looked up in the container's own /etc/passwd and /etc/group.</summary>
    public required string User { get; init; }

    /// <summary>Path of the task's network namespace.</summary>
    public required string NetworkNamespace { get; init; }
    public required string HostName { get; init; }

    /// <summary>Lines of /etc/hosts and /etc/resolv.conf inside.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
    public IReadOnlyList<string> ResolvConf { get; init; } = [];
    public int CpuUnits { get; init; }
    public int? MemoryMib { get; init; }
    public int? MemoryReservationMib { get; init; }
}

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">128 + n for signal n; null when nobody can know it.</param>
/// <param name="OutOfMemory">The kernel killed it for its memory limit.</param>
/// <param name="ExitedAt">When its process ended.</param>
public sealed record ContainerExit(int? ExitCode, bool OutOfMemory, DateTimeOffset ExitedAt);

/// <param name="Exit">Null while it runs.</param>
public sealed record AdoptedContainer(string TaskId, string RuntimeId, ContainerExit? Exit);

/// <summary>A container's output lies in a file of lines <c>TIME STREAM P|F text</c> (k8s-file), rotated by the log driver.</summary>
public interface IContainerOutput
{
    /// <summary>Where the output of a container lies; the file exists from its start until the task is removed.</summary>
    string PathOf(string taskId, string runtimeId);
}

/// <summary>A container could not be started.</summary>
/// <param name="message">The OCI runtime's own words.</param>
public sealed class ContainerStartException(string message, Exception? cause = null) : Exception(message, cause);
