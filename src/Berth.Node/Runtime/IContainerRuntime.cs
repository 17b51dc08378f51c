using Berth.AgentProtocol;
using Berth.Domain.Nodes;
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

    /// <summary>Sends a signal to the container's first process; nothing happens when it has ended. A frozen container goes on first, so that the signal arrives.</summary>
    Task Signal(string runtimeId, int signal, CancellationToken cancel);

    /// <summary>Holds all processes of a container where they are; nothing happens when it is held already, or has ended. It stays so when this process dies.</summary>
    Task Freeze(string runtimeId, CancellationToken cancel);

    /// <summary>Lets a held container go on; nothing happens when it is not held.</summary>
    Task Thaw(string runtimeId, CancellationToken cancel);

    /// <summary>Waits for the end; answers at once for a container that has ended already.</summary>
    Task<ContainerExit> WaitForExit(string runtimeId, CancellationToken cancel);

    /// <summary>What a container uses now.</summary>
    /// <returns>Null when it does not run, or only as a simulation.</returns>
    Task<ContainerStats?> Stats(string runtimeId, CancellationToken cancel);

    /// <summary>Starts an ended container again: the same process on the same file system, its output in the same file.</summary>
    /// <param name="count">Of its restarts, this one included. A restart that was done already is not done again, also by a node that does not know whether it did it.</param>
    /// <exception cref="ContainerStartException">It has ended for good then.</exception>
    Task Restart(string runtimeId, int count, CancellationToken cancel);

    /// <summary>Runs a command inside a running container, with its environment, user and working directory. Answers within <paramref name="timeout"/>, after which the command is killed.</summary>
    Task<ExecResult> Exec(string runtimeId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel);

    /// <summary>Removes what is left of an ended container: its file system, state and files, but not its output, which <see cref="RemoveTask"/> takes.</summary>
    Task Remove(string runtimeId, CancellationToken cancel);

    /// <summary>Removes the limits, the volumes and all files of a task whose containers are removed.</summary>
    Task RemoveTask(string taskId, CancellationToken cancel);

    /// <summary>Does the same to every task that is not in <paramref name="taskIds"/>.</summary>
    Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel);
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
    public IReadOnlyList<NativeUlimit> Ulimits { get; init; } = [];
    public bool ReadonlyRootFilesystem { get; init; }
    public bool InitProcessEnabled { get; init; }

    /// <summary>Without CAP_; ALL for every one.</summary>
    public IReadOnlyList<string> CapabilitiesAdded { get; init; } = [];
    public IReadOnlyList<string> CapabilitiesDropped { get; init; } = [];
    public IReadOnlyList<NativeTmpfs> Tmpfs { get; init; } = [];

    /// <summary>Of /dev/shm; null for 64.</summary>
    public int? SharedMemorySizeMib { get; init; }

    /// <summary>Volumes of the task, with those taken from other containers.</summary>
    public IReadOnlyList<NativeMountPoint> MountPoints { get; init; } = [];
    public IReadOnlyDictionary<string, string> SystemControls { get; init; } = new Dictionary<string, string>();
    public bool PseudoTerminal { get; init; }
    public bool Interactive { get; init; }
}

/// <summary>How a container ended.</summary>
/// <param name="ExitCode">128 + n for signal n; null when nobody can know it.</param>
/// <param name="OutOfMemory">The kernel killed it for its memory limit.</param>
/// <param name="ExitedAt">When its process ended.</param>
/// <param name="Lost">Why there is no exit code.</param>
public sealed record ContainerExit(int? ExitCode, bool OutOfMemory, DateTimeOffset ExitedAt, LostExit Lost = LostExit.None);

/// <summary>How a command inside a container ended.</summary>
/// <param name="ExitCode">Null when it was killed because its time was over.</param>
/// <param name="Output">The first 4 KiB of what it wrote, to both streams.</param>
public sealed record ExecResult(int? ExitCode, string Output)
{
    public const int OutputBytesMax = 4096;
}

/// <param name="Exit">Null while it runs.</param>
public sealed record AdoptedContainer(string TaskId, string RuntimeId, ContainerExit? Exit)
{
    /// <summary>When its process executed last; null when it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The restart that was done last.</summary>
    public int RestartCount { get; init; }
}

/// <summary>A container's output lies in a file of lines <c>TIME STREAM P|F text</c> (k8s-file), rotated by the log driver.</summary>
public interface IContainerOutput
{
    /// <summary>Where the output of a container lies; the file exists from its start until the task is removed.</summary>
    string PathOf(string taskId, string runtimeId);

    /// <summary>
    /// Renames the file that is being written, and asks for a new one. What is written until that is there goes to the renamed one: no line is lost.
    /// Asks again when the file was renamed before and no new one came.
    /// </summary>
    Task Rotate(string taskId, string runtimeId, string closedPath, CancellationToken cancel);
}

/// <summary>A container could not be started.</summary>
/// <param name="message">The OCI runtime's own words.</param>
public sealed class ContainerStartException(string message, Exception? cause = null) : Exception(message, cause);
