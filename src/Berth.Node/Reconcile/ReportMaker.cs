using Berth.Domain.Nodes;
using Berth.Node.Agent;

namespace Berth.Node.Reconcile;

/// <summary>Words a due report in the API's terms.</summary>
internal static class ReportMaker
{
    public static NodeTaskReport Make(TaskFile file, DueReport due)
    {
        var state = file.State;
        var gone = due.Stage == ReportedStage.NetworkGone;
        var containers = state.Containers.Where(c => due.Containers.Contains(c.Name)).Select(c => new NodeContainerReport(
            c.Name, Status(c), c.Started ? file.Order.Containers.First(n => n.Name == c.Name).RuntimeId : null,
            c.Phase >= ContainerPhase.Ended ? c.ExitCode : null, c.ImageDigest, c.Restarting ? null : c.Reason));
        return new(
            file.Order.TaskArn,
            gone ? null : due.Stage switch { ReportedStage.Pending => "PENDING", ReportedStage.Running => "RUNNING", ReportedStage.Stopped => "STOPPED", _ => null },
            gone ? null : state.Failure, state.PullStartedAt, state.PullStoppedAt, due.Stage >= ReportedStage.Stopped ? state.ExecutionStoppedAt : null,
            gone ? [] : [.. containers], gone ? file.Order.Interface.AttachmentArn : null, due.Stage == ReportedStage.Stopped ? state.FailedCall : null);
    }

    private static string Status(NodeTaskContainer container) => container.Phase switch
    {
        ContainerPhase.Waiting or ContainerPhase.Pulled => "PENDING",
        ContainerPhase.Running => "RUNNING",
        _ => "STOPPED",
    };
}
