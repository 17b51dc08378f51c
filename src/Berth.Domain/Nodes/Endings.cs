namespace Berth.Domain.Nodes;

/// <summary>The end of a container's process, as the engine saw it.</summary>
/// <param name="ExitCode">Null when nobody can know it.</param>
/// <param name="Lost">Why it is null.</param>
public sealed record ProcessEnd(int? ExitCode, bool OutOfMemory, DateTimeOffset At, LostExit Lost = LostExit.None);

/// <summary>Why nobody can know how a process ended.</summary>
public enum LostExit
{
    /// <summary>It is known.</summary>
    None,

    /// <summary>Who watched it ended first; it was killed.</summary>
    MonitorDied,

    /// <summary>Nothing of it is on the machine.</summary>
    ContainerGone,
}

/// <summary>What the end of a process, or of the whole machine, means for a task.</summary>
public static class Endings
{
    public const string OutOfMemory = "OutOfMemoryError: Container killed due to memory usage";
    public const string MonitorDied = "ContainerRuntimeError: The monitor of the container ended unexpectedly; the container was killed and its exit code is unknown";
    public const string ContainerGone = "ContainerRuntimeError: The container is gone from the host; its exit code is unknown";
    public const string MachineRestarted = "InternalError: The host that ran the task was restarted";

    public static NodeTask AfterExit(NodeTask task, string container, ProcessEnd end, DateTimeOffset now) => task.With(container, c => c with
    {
        // A restart clears all of this again; until then it is what the container has come to.
        Phase = ShouldRestart(task, c, end) ? c.Phase : ContainerPhase.Ended,
        Restarting = ShouldRestart(task, c, end),
        EndedAt = end.At,
        EndSeenAt = now,
        ExitCode = end.ExitCode,
        Reason = end switch
        {
            { OutOfMemory: true } => OutOfMemory,
            { ExitCode: not null } => null,
            { Lost: LostExit.ContainerGone } => ContainerGone,
            _ => MonitorDied,
        },
    });

    /// <summary>It must have run for the attempt period, and is never restarted in a task that ends. Source: ECS API, ContainerRestartPolicy.</summary>
    public static bool ShouldRestart(NodeTask task, NodeTaskContainer container, ProcessEnd end) =>
        !task.Ending && container is { RestartPolicy: { Enabled: true } policy, TerminatedAt: null, StartedAt: { } since } && end.ExitCode is { } code &&
        !policy.IgnoredExitCodes.Contains(code) && end.At - since >= TimeSpan.FromSeconds(policy.AttemptPeriodSeconds);

    public static NodeTask AfterRestart(NodeTask task, string container, DateTimeOffset now) => task.With(container, c => AfterRestart(c, now));

    public static NodeTaskContainer AfterRestart(NodeTaskContainer container, DateTimeOffset now) => container with
    {
        Restarting = false,
        RestartCount = container.RestartCount + 1,
        StartedAt = now,
        Health = ContainerHealth.Unknown,
        EndedAt = null,
        EndSeenAt = null,
        ExitCode = null,
        Reason = null,
    };

    /// <summary>The machine began anew: no process is left, nor any network. A task that had begun is over; one that had not may start.</summary>
    public static NodeTask AfterReboot(NodeTask task, DateTimeOffset now) => task with
    {
        NetworkReady = false,
        Failure = task.Failure ?? (!task.Ending && task.Containers.Any(c => c.Started) ? MachineRestarted : null),
        Containers = [.. task.Containers.Select(c => c.Phase != ContainerPhase.Running ? c : c with
        {
            Phase = ContainerPhase.Ended,
            Restarting = false,
            EndedAt = now,
            EndSeenAt = now,
            ExitCode = null,
            Reason = null,
        })],
    };
}
