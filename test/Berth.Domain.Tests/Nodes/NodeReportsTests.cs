using Berth.Domain.Nodes;

namespace Berth.Domain.Tests.Nodes;

public sealed class NodeReportsTests
{
    private static readonly NodeTask Fresh = new() { Containers = [new() { Name = "app", Essential = true, StopTimeout = TimeSpan.FromSeconds(30), HasLog = false }] };

    [Fact]
    public void Nothing_happened_nothing_is_due() => Assert.Null(NodeReports.Next(Fresh));

    [Fact]
    public void A_pulled_image_is_told_as_pending()
    {
        var pulled = Fresh.With("app", c => c with { Phase = ContainerPhase.Pulled, ImageDigest = "sha256:0" });
        Assert.Equal(ReportedStage.Pending, NodeReports.Next(pulled)!.Stage);
    }

    [Fact]
    public void A_task_that_ran_says_so_before_it_says_that_it_stopped()
    {
        var over = Fresh.With("app", c => c with { Phase = ContainerPhase.Removed, Started = true, ImageDigest = "sha256:0" });
        var first = NodeReports.Next(over)!;
        Assert.Equal(ReportedStage.Running, first.Stage);
        Assert.Equal(ReportedStage.Stopped, NodeReports.Next(over with { Reported = ReportedStage.Running })!.Stage);
    }

    [Fact]
    public void Stopped_is_told_before_the_network_is_gone()
    {
        var over = Fresh.With("app", c => c with { Phase = ContainerPhase.Removed }) with { StopDesired = true, NetworkGone = true };
        Assert.Equal(ReportedStage.Stopped, NodeReports.Next(over)!.Stage);
        Assert.Equal(ReportedStage.NetworkGone, NodeReports.Next(over with { Reported = ReportedStage.Stopped })!.Stage);
    }

    [Fact]
    public void What_runs_while_others_wait_for_it_is_told_as_pending()
    {
        var waiting = Fresh with { Reported = ReportedStage.Pending, Containers = [Fresh.Containers[0] with { Phase = ContainerPhase.Pulled, ImageDigest = "sha256:0", ReportedPhase = ContainerPhase.Pulled }, Fresh.Containers[0] with { Name = "db", Phase = ContainerPhase.Running, Started = true }] };
        var due = NodeReports.Next(waiting)!;
        Assert.Equal((ReportedStage.Pending, "db"), (due.Stage, Assert.Single(due.Containers)));
        Assert.Null(NodeReports.Next(waiting.With("db", c => c with { ReportedPhase = ContainerPhase.Running })));
    }
}
