using Berth.Domain.Network;

namespace Berth.Domain.Tasks;

/// <summary>What must be done next for a task.</summary>
public abstract record TaskStep
{
    /// <summary>Ask the subnet for an interface.</summary>
    public sealed record AllocateInterface : TaskStep;

    /// <summary>Tell the node to run the task, or to stop it.</summary>
    public sealed record Order(bool Stop, long Generation) : TaskStep;

    /// <summary>Give back the address and the room in the pool; the task is over then.</summary>
    public sealed record Release : TaskStep;

    /// <summary>Nothing, and why.</summary>
    public sealed record Wait(string Reason) : TaskStep;
}

/// <summary>
/// The life of a task: which step it needs next, and what it becomes by each thing that happens to it. Pure. Every change goes through <see cref="Rise"/>, so that a task
/// never goes back. Source: ECS developer guide, task lifecycle.
/// </summary>
public static class TaskLifecycle
{
    public const int ReasonLengthMax = 1024;
    public const string EssentialExited = "Essential container in task exited";

    /// <summary>Source: ECS developer guide, Fargate capacity providers.</summary>
    public const string SpotInterrupted = "Your Spot Task was interrupted.";
    private const string Spot = "FARGATE_SPOT";

    /// <summary>Looks at the task alone, never at what happened last: after a crash the same record gives the same step.</summary>
    public static TaskStep Next(TaskRecord task) => task switch
    {
        { LastStatus: TaskStatus.Stopped } => new TaskStep.Wait("The task is over."),
        { StopDesired: false, Interface: null } => new TaskStep.AllocateInterface(),
        { StopDesired: false, OrderGeneration: 0 } => new TaskStep.Order(Stop: false, 1),
        { StopDesired: false } => new TaskStep.Wait("The node runs it."),
        { OrderGeneration: 0 } => new TaskStep.Release(),
        { EndedOnNode: true, NetworkGone: true } => new TaskStep.Release(),
        { EndedOnNode: true } => new TaskStep.Wait("The node removes its network."),
        { StopOrdered: false } => new TaskStep.Order(Stop: true, task.OrderGeneration + 1),
        _ => new TaskStep.Wait("The node stops it."),
    };

    public static TaskRecord Allocated(TaskRecord task, NetworkInterfaceRecord card) =>
        Changed(task) with { Interface = card, LastInterface = card };

    /// <summary>The task cannot have a network; it never starts.</summary>
    public static TaskRecord FailedToStart(TaskRecord task, string reason, DateTimeOffset now) =>
        Stop(task, StopCode.TaskFailedToStart, reason, now);

    public static TaskRecord Ordered(TaskRecord task, TaskStep.Order order, DateTimeOffset now) =>
        (order.Stop ? task : Rise(Changed(task), TaskStatus.Pending) with { ConnectivityAt = task.ConnectivityAt ?? now })
            with
        { OrderGeneration = order.Generation, StopOrdered = order.Stop };

    /// <summary>Somebody wants it stopped. The first reason stays.</summary>
    public static TaskRecord Stop(TaskRecord task, StopCode code, string reason, DateTimeOffset now)
    {
        if (task.StopDesired) return task;
        var stopping = Rise(Changed(task), task.LastStatus >= TaskStatus.Running ? TaskStatus.Stopping : task.LastStatus);
        return stopping with { StopDesired = true, StopCode = code, StoppedReason = Cut(reason), StoppingAt = now };
    }

    /// <summary>Fargate takes a Spot task's room back. One that is ending, or not on Spot, stays as it is.</summary>
    /// <param name="deadline">From the warning, which is the stop itself, to the kill.</param>
    public static TaskRecord Interrupt(TaskRecord task, TimeSpan deadline, DateTimeOffset now) => task is { CapacityProviderName: Spot, StopDesired: false, LastStatus: < TaskStatus.Stopped }
        ? Stop(task, StopCode.SpotInterruption, SpotInterrupted, now) with { StopTimeoutMax = deadline } : task;

    /// <summary>Address and room are given back.</summary>
    public static TaskRecord Released(TaskRecord task, DateTimeOffset now) =>
        Rise(Changed(task), TaskStatus.Stopped) with
        {
            Interface = null,
            StoppedAt = now,
            ExecutionStoppedAt = task.StartedAt is null ? task.ExecutionStoppedAt : task.ExecutionStoppedAt ?? now,
            Containers = [.. task.Containers.Select(c => c with { LastStatus = ContainerStatus.Stopped })],
        };

    /// <summary>Takes a node's news. Late and repeated ones change nothing.</summary>
    public static TaskRecord Receive(TaskRecord task, TaskNews news, DateTimeOffset now)
    {
        if (task.LastStatus == TaskStatus.Stopped) return task;
        var next = task with
        {
            PullStartedAt = task.PullStartedAt ?? news.PullStartedAt,
            PullStoppedAt = task.PullStoppedAt ?? news.PullStoppedAt,
            ExecutionStoppedAt = task.ExecutionStoppedAt ?? news.ExecutionStoppedAt,
            Containers = Receive(task.Containers, news.Containers),
            NetworkGone = task.NetworkGone || news.NetworkGone,
            FailedCall = task.FailedCall ?? news.FailedCall,
        };
        if (next.FirstHealthyAt is null && ChecksSayHealthy(next)) next = next with { FirstHealthyAt = now };
        if (news.Status is ContainerStatus.Running && next.LastStatus < TaskStatus.Running && !next.StopDesired) next = Rise(next, TaskStatus.Running) with { StartedAt = now };
        if (news.Status is ContainerStatus.Running && next.StopDesired) next = next with { StartedAt = next.StartedAt ?? now };
        if (next.Containers.Any(c => c.Essential && c.LastStatus == ContainerStatus.Stopped) || news.Status is ContainerStatus.Stopped) next = Ended(next, news, now);
        if (news.Status is ContainerStatus.Stopped) next = Rise(next, TaskStatus.Deprovisioning) with { EndedOnNode = true };
        return next == task ? task : Changed(next);
    }

    private static TaskRecord Ended(TaskRecord task, TaskNews news, DateTimeOffset now)
    {
        if (task.StopDesired) return task;

        // It ran: only what took all of it together counts as its own reason, and a container's stays with the container.
        if (task.StartedAt is not null)
        {
            return Known(news.Reason) is { } gone ? Stop(task, StopCode.TerminationNotice, gone, now) : Stop(task, StopCode.EssentialContainerExited, EssentialExited, now);
        }

        // Some of it ran: the same, but that another container may still have failed to start.
        if (Known(news.Reason) is { } ended && task.Containers.Any(c => c.Started)) return Stop(task, StopCode.TerminationNotice, ended, now);
        var failure = Known(news.Reason) ?? task.Containers.Select(c => Known(c.Started ? null : c.Reason)).FirstOrDefault(r => r is not null);
        return failure is not null
            ? Stop(task, StopCode.TaskFailedToStart, failure, now)
            : Stop(task, StopCode.EssentialContainerExited, EssentialExited, now);
    }

    /// <summary>False without a health check in an essential container: there is none that could say so.</summary>
    private static bool ChecksSayHealthy(TaskRecord task)
    {
        var health = task.Containers.Where(c => c.Essential && task.Definition.Containers.Any(d => d.Name == c.Name && d.HealthCheck is not null)).Select(c => c.Health).ToList();
        return health.Count > 0 && health.TrueForAll(h => h == HealthStatus.Healthy);
    }

    /// <summary>The same list when nothing changed, so that late news make no new version.</summary>
    private static IReadOnlyList<TaskContainer> Receive(IReadOnlyList<TaskContainer> containers, IReadOnlyList<ContainerNews> news)
    {
        IReadOnlyList<TaskContainer> next = [.. containers.Select(c => news.FirstOrDefault(n => n.Name == c.Name) is { } change ? Receive(c, change) : c)];
        return next.SequenceEqual(containers) ? containers : next;
    }

    private static TaskContainer Receive(TaskContainer container, ContainerNews news) => container with
    {
        LastStatus = news.Status > container.LastStatus ? news.Status : container.LastStatus,
        Started = container.Started || news.Started || news.Status == ContainerStatus.Running || news.ExitCode is not null,
        ExitCode = container.ExitCode ?? news.ExitCode,
        ImageDigest = container.ImageDigest ?? news.ImageDigest,
        Health = news.Health ?? container.Health,
        Reason = container.Reason ?? (Known(news.Reason) is { } reason ? Cut(reason) : null),
    };

    /// <summary>The one place where a task's status changes.</summary>
    private static TaskRecord Rise(TaskRecord task, TaskStatus status) =>
        status >= task.LastStatus ? task with { LastStatus = status } : throw new InvalidOperationException($"Task {task.TaskId} cannot go back from {task.LastStatus} to {status}.");

    private static TaskRecord Changed(TaskRecord task) => task with { Version = task.Version + 1 };

    private static string? Known(string? reason) => string.IsNullOrEmpty(reason) ? null : reason;

    private static string Cut(string reason) => reason.Length <= ReasonLengthMax ? reason : reason[..ReasonLengthMax];
}
