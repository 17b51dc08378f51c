namespace Berth.Domain.Nodes;

/// <summary>One report that is due.</summary>
/// <param name="Containers">Names of those whose news it carries.</param>
public sealed record DueReport(ReportedStage Stage, IReadOnlyList<string> Containers);

/// <summary>Chooses what the control plane must be told next about a task.</summary>
public static class NodeReports
{
    /// <returns>Null when it knows everything.</returns>
    public static DueReport? Next(NodeTask task)
    {
        var news = task.Containers.Where(c => Shown(c.Phase) > Shown(c.ReportedPhase)).Select(c => c.Name).ToList();
        var reached = Reached(task);

        // A task that ran says so before it says that it stopped, however short it was.
        if (reached >= ReportedStage.Stopped && task.AllStarted && task.Reported < ReportedStage.Running) return new(ReportedStage.Running, news);
        // Its containers start already: what comes of that tells more than that they are pulled, and comes at once.
        if (reached == ReportedStage.Pending && task.Reported == ReportedStage.Nothing && task.Containers.All(c => c.Busy || c.Phase >= ContainerPhase.Running)) return null;
        if (reached > task.Reported) return new(Min(reached, task.Reported < ReportedStage.Stopped ? ReportedStage.Stopped : reached), news);
        if (news.Count > 0 && task.Reported == ReportedStage.Running) return new(ReportedStage.Running, news);

        // Some run while others wait for them.
        return task.Reported == ReportedStage.Pending && task.Containers.Any(c => c.Phase >= ContainerPhase.Running && news.Contains(c.Name)) ? new(ReportedStage.Pending, news) : null;
    }

    private static ReportedStage Reached(NodeTask task)
    {
        var over = task.Ending && task.Containers.All(c => c.Phase == ContainerPhase.Removed);
        if (over) return task.NetworkGone ? ReportedStage.NetworkGone : ReportedStage.Stopped;
        if (task.AllStarted) return ReportedStage.Running;
        return task.Containers.Any(c => c.ImageDigest is not null) ? ReportedStage.Pending : ReportedStage.Nothing;
    }

    /// <summary>Removed is the node's own affair: to everybody else the container has ended.</summary>
    private static ContainerPhase Shown(ContainerPhase phase) => phase == ContainerPhase.Removed ? ContainerPhase.Ended : phase;

    private static ReportedStage Min(ReportedStage a, ReportedStage b) => a < b ? a : b;
}
