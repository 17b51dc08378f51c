namespace Berth.Domain.Nodes;

/// <summary>Something the node does for a task.</summary>
public abstract record NodeAction
{
    public sealed record AttachNetwork : NodeAction;

    public sealed record DetachNetwork : NodeAction;

    public sealed record Pull(string Container) : NodeAction;

    public sealed record Start(string Container) : NodeAction;

    /// <summary>It will never start; nothing is there to stop.</summary>
    public sealed record GiveUp(string Container) : NodeAction;

    public sealed record Terminate(string Container) : NodeAction;

    public sealed record Kill(string Container) : NodeAction;

    public sealed record Remove(string Container) : NodeAction;
}

/// <param name="WakeAt">When time alone could change the answer; null when only an event can.</param>
/// <param name="Reason">What the task waits for, in words an operator sees.</param>
public sealed record NodePlan(IReadOnlyList<NodeAction> Actions, DateTimeOffset? WakeAt, string Reason);

/// <summary>Chooses what a node does next for a task. Pure: it looks at what is, not at what happened.</summary>
public static class NodeTaskDecider
{
    /// <summary>A task is reported STOPPED when its last lines are readable, or this long after its end.</summary>
    public static readonly TimeSpan DrainMax = TimeSpan.FromSeconds(10);

    public static NodePlan Decide(NodeTask task, DateTimeOffset now)
    {
        if (task.Busy) return Wait("The task's network is being changed.");
        return task.Ending ? DecideEnd(task, now) : DecideStart(task);
    }

    private static NodePlan DecideStart(NodeTask task)
    {
        if (!task.NetworkReady) return Do(new NodeAction.AttachNetwork());
        var idle = task.Containers.Where(c => !c.Busy).ToList();
        var actions = idle.Where(c => c.Phase == ContainerPhase.Waiting).Select(c => (NodeAction)new NodeAction.Pull(c.Name)).ToList();

        // Nothing starts before everything is here: a task whose second image is missing must not run its first.
        if (task.Containers.All(c => c.Phase >= ContainerPhase.Pulled))
            actions.AddRange(idle.Where(c => c.Phase == ContainerPhase.Pulled).Select(c => new NodeAction.Start(c.Name)));
        if (actions.Count > 0) return new(actions, null, "Starting.");
        return Wait(task.Containers.Any(c => c.Busy) ? "Images are pulled and containers started." : "The task runs.");
    }

    private static NodePlan DecideEnd(NodeTask task, DateTimeOffset now)
    {
        var actions = new List<NodeAction>();
        DateTimeOffset? wakeAt = null;
        foreach (var container in task.Containers.Where(c => !c.Busy))
        {
            switch (container)
            {
                case { Phase: ContainerPhase.Waiting or ContainerPhase.Pulled }:
                    actions.Add(new NodeAction.GiveUp(container.Name));
                    break;
                case { Phase: ContainerPhase.Running, TerminatedAt: null }:
                    actions.Add(new NodeAction.Terminate(container.Name));
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
        NodeAction.DetachNetwork or NodeAction.GiveUp or NodeAction.Terminate or NodeAction.Kill or NodeAction.Remove => task,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };

    /// <summary>What a task is to a new process: nothing is under way, images must be asked for again because only their digest was kept, and lines that waited have their time from now.</summary>
    public static NodeTask Resume(NodeTask task, DateTimeOffset now) => task with
    {
        Busy = false,
        Containers = [.. task.Containers.Select(c => c with
        {
            Busy = false,
            Phase = c.Phase == ContainerPhase.Pulled ? ContainerPhase.Waiting : c.Phase,
            EndSeenAt = c.EndSeenAt is null ? null : now,
        })],
    };

    public static bool IsDrained(NodeTaskContainer container, DateTimeOffset now) =>
        !container.HasLog || !container.Started || container.LogDrained || (container.EndSeenAt ?? container.EndedAt) is not { } ended || now >= ended + DrainMax;

    private static NodePlan Do(NodeAction action) => new([action], null, action.ToString());

    private static NodePlan Wait(string reason) => new([], null, reason);

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } known && known < b ? known : b;
}
