using Berth.Domain.Diagnosis;
using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Nodes;

/// <summary>How far a container is on its node. Only rises.</summary>
public enum ContainerPhase
{
    Waiting,
    Pulled,
    Running,
    Ended,
    Removed,
}

/// <summary>A task as its node sees it: what is wanted, what is so, and what has been told. Kept in a file, so that a restarted node goes on where it was.</summary>
public sealed record NodeTask
{
    public bool StopDesired { get; init; }

    /// <summary>Of the machine, since its last start: the process that finds another one knows that everything but the disk is gone. Null in files from before this was kept.</summary>
    public string? BootId { get; init; }

    /// <summary>Why the task cannot start, in ECS's words, when that is not one container's fault.</summary>
    public string? Failure { get; init; }

    /// <summary>The first call for its start that never reached its service; null when none failed so.</summary>
    public FailedCall? FailedCall { get; init; }
    public bool NetworkReady { get; init; }
    public bool NetworkGone { get; init; }
    public required IReadOnlyList<NodeTaskContainer> Containers { get; init; }
    public DateTimeOffset? PullStartedAt { get; init; }
    public DateTimeOffset? PullStoppedAt { get; init; }

    /// <summary>An action on the task itself (its network) is under way.</summary>
    public bool Busy { get; init; }

    /// <summary>What the control plane has acknowledged.</summary>
    public ReportedStage Reported { get; init; }

    public DateTimeOffset? ExecutionStoppedAt => Containers.Max(c => c.EndedAt);

    public bool AllStarted => Containers.All(c => c.Started);

    /// <summary>The task must not run, or not any more.</summary>
    public bool Ending => StopDesired || Failure is not null || Containers.Any(c => c.Reason is not null && !c.Started) || Containers.Any(c => c.Essential && c.Phase >= ContainerPhase.Ended);

    /// <summary>It shall not run any more.</summary>
    /// <param name="stopTimeoutMax">No container has longer than this from SIGTERM to SIGKILL; null when their own timeouts alone count.</param>
    public NodeTask Stopping(TimeSpan? stopTimeoutMax) => this with
    {
        StopDesired = true,
        Containers = stopTimeoutMax is { } max ? [.. Containers.Select(c => c.StopTimeout > max ? c with { StopTimeout = max } : c)] : Containers,
    };

    public NodeTask With(string container, Func<NodeTaskContainer, NodeTaskContainer> change) =>
        this with { Containers = [.. Containers.Select(c => c.Name == container ? change(c) : c)] };
}

/// <summary>How much of a task's life the control plane knows. Only rises.</summary>
public enum ReportedStage
{
    Nothing,
    Pending,
    Running,
    Stopped,
    NetworkGone,
}

public sealed record NodeTaskContainer
{
    public required string Name { get; init; }
    public required bool Essential { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public required TimeSpan StopTimeout { get; init; }
    public required bool HasLog { get; init; }
    public IReadOnlyList<ContainerDependency> DependsOn { get; init; } = [];

    /// <summary>From its start until it is what others wait for.</summary>
    public TimeSpan StartTimeout { get; init; } = Dependencies.DefaultStartTimeout;
    public HealthCheck? HealthCheck { get; init; }
    public RestartPolicy? RestartPolicy { get; init; }
    public ContainerPhase Phase { get; init; }

    /// <summary>Its process executed.</summary>
    public bool Started { get; init; }

    /// <summary>When its process executed last; null before the first time.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FirstStartedAt { get; init; }
    public string? ImageDigest { get; init; }
    public int? ExitCode { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When this process learned of the end, which may be long after it; from then its last lines have their time.</summary>
    public DateTimeOffset? EndSeenAt { get; init; }
    public DateTimeOffset? TerminatedAt { get; init; }
    public bool Killed { get; init; }

    /// <summary>Its process has ended and is started again.</summary>
    public bool Restarting { get; init; }

    /// <summary>How often it was started again inside its task.</summary>
    public int RestartCount { get; init; }

    /// <summary>Every line that it wrote is in the log.</summary>
    public bool LogDrained { get; init; }

    /// <summary>An action on this container is under way.</summary>
    public bool Busy { get; init; }

    public ContainerHealth Health { get; init; } = ContainerHealth.Unknown;

    /// <summary>A health check is under way; everything else may go on beside it.</summary>
    public bool Checking { get; init; }

    /// <summary>The phase that the control plane has acknowledged.</summary>
    public ContainerPhase ReportedPhase { get; init; }
}
