namespace Berth.Domain.Nodes;

/// <summary>Something the node does for a task.</summary>
public abstract record NodeAction
{
    public sealed record AttachNetwork : NodeAction;

    public sealed record DetachNetwork : NodeAction;

    public sealed record Pull(string Container) : NodeAction;

    public sealed record Start(string Container) : NodeAction;

    /// <summary>What it depends on can never be; it ends the task.</summary>
    public sealed record Refuse(string Container, string Reason) : NodeAction;

    public sealed record Restart(string Container) : NodeAction;

    public sealed record CheckHealth(string Container) : NodeAction;

    /// <summary>It will never start, or not again; nothing is there to stop.</summary>
    public sealed record GiveUp(string Container) : NodeAction;

    public sealed record Terminate(string Container) : NodeAction;

    public sealed record Kill(string Container) : NodeAction;

    public sealed record Remove(string Container) : NodeAction;
}

/// <param name="WakeAt">When time alone could change the answer; null when only an event can.</param>
/// <param name="Reason">What the task waits for, in words an operator sees.</param>
public sealed record NodePlan(IReadOnlyList<NodeAction> Actions, DateTimeOffset? WakeAt, string Reason);

/// <summary>A container's process that the engine has, or had, when the node starts.</summary>
/// <param name="StartedAt">When it executed.</param>
/// <param name="RestartCount">0 for the container's first process.</param>
public sealed record FoundProcess(string Container, DateTimeOffset StartedAt, int RestartCount);

/// <summary>Chooses what a node does next for a task. Pure: it looks at what is, not at what happened.</summary>
public static class NodeTaskDecider
{
    /// <summary>A task is reported STOPPED when its last lines are readable, or this long after its end.</summary>
    public static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    public static NodePlan Decide(NodeTask task, DateTimeOffset now)
    {
        if (task.Busy) return Wait("The task's network is being changed.");
        return task.Ending ? DecideEnd(task, now) : DecideStart(task, now);
    }

    private static NodePlan DecideStart(NodeTask task, DateTimeOffset now)
    {
        if (!task.NetworkReady) return Do(new NodeAction.AttachNetwork());
        var actions = new List<NodeAction>();
        DateTimeOffset? wakeAt = null;

        // Nothing starts before everything is here: a task whose second image is missing must not run its first.
        var allPulled = task.Containers.All(c => c.Phase >= ContainerPhase.Pulled);
        foreach (var container in task.Containers.Where(c => !c.Busy))
        {
            if (container.Phase == ContainerPhase.Waiting) actions.Add(new NodeAction.Pull(container.Name));
            else if (container is { Phase: ContainerPhase.Running, Restarting: true }) actions.Add(new NodeAction.Restart(container.Name));
            else if (container.Phase == ContainerPhase.Pulled && allPulled)
            {
                switch (Dependencies.Judge(task, container, now))
                {
                    case DependencyState.Met: actions.Add(new NodeAction.Start(container.Name)); break;
                    case DependencyState.Impossible never: actions.Add(new NodeAction.Refuse(container.Name, never.Reason)); break;
                    case DependencyState.Waits { Until: { } until }: wakeAt = Earlier(wakeAt, until); break;
                }
            }
            else if (!container.Checking && HealthChecks.NextAt(container) is { } due)
            {
                if (now >= due) actions.Add(new NodeAction.CheckHealth(container.Name));
                else wakeAt = Earlier(wakeAt, due);
            }
        }

        // What can never start ends the task; nothing else may begin beside it.
        if (actions.Exists(a => a is NodeAction.Refuse)) actions.RemoveAll(a => a is not NodeAction.Refuse);
        return new(actions, wakeAt, Situation(task));
    }

    private static string Situation(NodeTask task) =>
        task.Containers.Any(c => c.Busy) ? "Images are pulled and containers started."
        : task.AllStarted ? "The task runs."
        : task.Containers.Any(c => c.Phase == ContainerPhase.Waiting) ? "Images are pulled." : "Containers wait for those that they depend on.";

    private static NodePlan DecideEnd(NodeTask task, DateTimeOffset now)
    {
        var actions = new List<NodeAction>();
        DateTimeOffset? wakeAt = null;
        foreach (var container in task.Containers.Where(c => !c.Busy))
        {
            switch (container)
            {
                case { Phase: ContainerPhase.Waiting or ContainerPhase.Pulled } or { Phase: ContainerPhase.Running, Restarting: true }:
                    actions.Add(new NodeAction.GiveUp(container.Name));
                    break;
                case { Phase: ContainerPhase.Running, TerminatedAt: null }:
                    if (Dependencies.MayStop(task, container)) actions.Add(new NodeAction.Terminate(container.Name));
                    break;
                case { Phase: ContainerPhase.Running, Killed: false, TerminatedAt: { } asked }:
                    if (now >= asked + container.StopTimeout) actions.Add(new NodeAction.Kill(container.Name));
                    else wakeAt = Earlier(wakeAt, asked + container.StopTimeout);
                    break;
                case { Phase: ContainerPhase.Ended }:
                    if (IsDrained(container, now)) actions.Add(new NodeAction.Remove(container.Name));
                    else wakeAt = Earlier(wakeAt, (container.EndSeenAt ?? container.EndedAt)!.Value + DrainMax);
                    break;
            }
        }

        if (actions.Count > 0 || task.Containers.Any(c => c.Phase != ContainerPhase.Removed)) return new(actions, wakeAt, "Containers are stopped and their last lines sent.");

        // The control plane learns that it stopped before the address becomes free for others.
        return task.NetworkGone ? Wait("The task is over.") : Do(new NodeAction.DetachNetwork());
    }

    /// <summary>What a task becomes by an action that failed unexpectedly: a start that failed ends it with the reason, an end is chosen again as if it had not been tried.</summary>
    public static NodeTask AfterFailure(NodeTask task, NodeAction action, string message) => action switch
    {
        NodeAction.AttachNetwork => task with { Failure = "ResourceInitializationError: failed to configure ENI: " + message },
        NodeAction.Pull pull => task.With(pull.Container, c => c with { Reason = "CannotPullContainerError: ref pull has been retried 1 time(s): " + message }),
        NodeAction.Start start => task.With(start.Container, c => c with { Reason = "CannotStartContainerError: " + message }),
        NodeAction.Restart restart => task.With(restart.Container, c => c with { Phase = ContainerPhase.Ended, Restarting = false, Reason = "CannotStartContainerError: " + message }),
        NodeAction.DetachNetwork or NodeAction.Refuse or NodeAction.CheckHealth or NodeAction.GiveUp or NodeAction.Terminate or NodeAction.Kill or NodeAction.Remove => task,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };

    /// <summary>What a task is to a new process: nothing is under way, images must be asked for again because only their digest was kept, and lines that waited have their time from now.</summary>
    public static NodeTask Resume(NodeTask task, DateTimeOffset now) => task with
    {
        Busy = false,
        Containers = [.. task.Containers.Select(c => c with
        {
            Busy = false,
            Checking = false,
            Phase = c.Phase == ContainerPhase.Pulled ? ContainerPhase.Waiting : c.Phase,
            EndSeenAt = c.EndSeenAt is null ? null : now,
        })],
    };

    /// <summary>What a kept task is to the process that finds it.</summary>
    /// <param name="bootId">Of the machine as it runs now.</param>
    /// <param name="found">The processes that the engine has, or had.</param>
    public static NodeTask Adopt(NodeTask task, string bootId, IReadOnlyList<FoundProcess> found, DateTimeOffset now)
    {
        var resumed = Resume(task, now);
        if (task.BootId is { } old && old != bootId) return Endings.AfterReboot(resumed, now) with { BootId = bootId };
        foreach (var process in found) resumed = resumed.With(process.Container, c => Find(c, process));
        return resumed with { BootId = bootId };
    }

    /// <summary>The last process may have been killed after a start, or a restart, and before it kept that. A start that failed is none, whatever it left.</summary>
    private static NodeTaskContainer Find(NodeTaskContainer container, FoundProcess process) => container switch
    {
        { Phase: < ContainerPhase.Running, Reason: null } =>
            container with { Phase = ContainerPhase.Running, Started = true, StartedAt = process.StartedAt, FirstStartedAt = container.FirstStartedAt ?? process.StartedAt },
        { Phase: ContainerPhase.Running, Restarting: true } when process.RestartCount > container.RestartCount => Endings.AfterRestart(container, process.StartedAt),
        _ => container,
    };

    public static bool IsDrained(NodeTaskContainer container, DateTimeOffset now) =>
        !container.HasLog || !container.Started || container.LogDrained || (container.EndSeenAt ?? container.EndedAt) is not { } ended || now >= ended + DrainMax;

    private static NodePlan Do(NodeAction action) => new([action], null, action.ToString());

    private static NodePlan Wait(string reason) => new([], null, reason);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } known && known < b ? known : b;
}
