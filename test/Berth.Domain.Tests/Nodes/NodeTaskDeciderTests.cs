using Berth.Domain.Nodes;

namespace Berth.Domain.Tests.Nodes;

public sealed class NodeTaskDeciderTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_network_comes_before_any_image() =>
        Assert.Equal([new NodeAction.AttachNetwork()], Plan(Task(Container("app"))));

    [Fact]
    public void Images_are_pulled_together_and_nothing_starts_before_all_are_here()
    {
        var task = Task(Container("app"), Container("side")) with { NetworkReady = true };
        Assert.Equal([new NodeAction.Pull("app"), new NodeAction.Pull("side")], Plan(task));
        Assert.Equal([new NodeAction.Pull("side")], Plan(task.With("app", c => c with { Phase = ContainerPhase.Pulled })));
        var pulled = task.With("app", c => c with { Phase = ContainerPhase.Pulled }).With("side", c => c with { Phase = ContainerPhase.Pulled });
        Assert.Equal([new NodeAction.Start("app"), new NodeAction.Start("side")], Plan(pulled));
    }

    [Fact]
    public void What_is_under_way_is_not_begun_again()
    {
        var task = Task(Container("app") with { Busy = true }, Container("side")) with { NetworkReady = true };
        Assert.Equal([new NodeAction.Pull("side")], Plan(task));
        Assert.Empty(Plan(task with { Busy = true }));
    }

    [Fact]
    public void A_container_gets_its_stop_timeout_between_term_and_kill()
    {
        var task = Task(Running("app")) with { NetworkReady = true, StopDesired = true };
        Assert.Equal([new NodeAction.Terminate("app")], Plan(task));

        var asked = task.With("app", c => c with { TerminatedAt = Now });
        var early = NodeTaskDecider.Decide(asked, Now.AddSeconds(29));
        Assert.Empty(early.Actions);
        Assert.Equal(Now.AddSeconds(30), early.WakeAt);
        Assert.Equal([new NodeAction.Kill("app")], NodeTaskDecider.Decide(asked, Now.AddSeconds(30)).Actions);
    }

    [Fact]
    public void An_ended_container_waits_for_its_last_lines_but_ten_seconds_at_most()
    {
        var task = Task(Running("app") with { Phase = ContainerPhase.Ended, EndedAt = Now, HasLog = true }) with { NetworkReady = true };
        var waiting = NodeTaskDecider.Decide(task, Now.AddSeconds(9));
        Assert.Empty(waiting.Actions);
        Assert.Equal(Now.AddSeconds(10), waiting.WakeAt);
        Assert.Equal([new NodeAction.Remove("app")], NodeTaskDecider.Decide(task, Now.AddSeconds(10)).Actions);
        Assert.Equal([new NodeAction.Remove("app")], Plan(task.With("app", c => c with { LogDrained = true })));

        // An end that was seen late gives the lines their time from then.
        Assert.Empty(NodeTaskDecider.Decide(task.With("app", c => c with { EndSeenAt = Now.AddHours(1) }), Now.AddHours(1).AddSeconds(9)).Actions);
    }

    [Fact]
    public void An_essential_container_that_ends_stops_the_others()
    {
        var task = Task(Running("app") with { Phase = ContainerPhase.Removed, EndedAt = Now }, Running("side")) with { NetworkReady = true };
        Assert.Equal([new NodeAction.Terminate("side")], Plan(task));
    }

    [Fact]
    public void The_network_goes_last()
    {
        var over = Task(Running("app") with { Phase = ContainerPhase.Removed, EndedAt = Now }) with { NetworkReady = true };
        Assert.Equal([new NodeAction.DetachNetwork()], Plan(over));
        Assert.Empty(Plan(over with { NetworkGone = true }));
    }

    [Fact]
    public void A_task_that_cannot_start_gives_up_what_waits()
    {
        var task = Task(Container("app"), Container("side")) with { NetworkReady = true, Failure = "ResourceInitializationError: no" };
        Assert.Equal([new NodeAction.GiveUp("app"), new NodeAction.GiveUp("side")], Plan(task));
    }

    [Fact]
    public void A_start_that_failed_ends_the_task_with_its_reason_and_an_end_that_failed_is_chosen_again()
    {
        var task = Task(Container("app")) with { NetworkReady = true };
        Assert.Equal("ResourceInitializationError: failed to configure ENI: no", NodeTaskDecider.AfterFailure(task, new NodeAction.AttachNetwork(), "no").Failure);
        Assert.Equal("CannotPullContainerError: ref pull has been retried 1 time(s): no", NodeTaskDecider.AfterFailure(task, new NodeAction.Pull("app"), "no").Containers[0].Reason);
        Assert.Equal("CannotStartContainerError: no", NodeTaskDecider.AfterFailure(task, new NodeAction.Start("app"), "no").Containers[0].Reason);
        var ending = Task(Running("app") with { Phase = ContainerPhase.Ended, EndedAt = Now }) with { NetworkReady = true };
        Assert.Same(ending, NodeTaskDecider.AfterFailure(ending, new NodeAction.Remove("app"), "no"));
    }

    [Fact]
    public void A_new_process_has_nothing_under_way_and_asks_for_images_again()
    {
        var resumed = NodeTaskDecider.Resume(
            Task(Container("app") with { Phase = ContainerPhase.Pulled, Busy = true }, Running("side") with { EndSeenAt = Now.AddDays(-1), Phase = ContainerPhase.Ended }) with { NetworkReady = true, Busy = true }, Now);
        Assert.False(resumed.Busy);
        Assert.Equal((ContainerPhase.Waiting, false), (resumed.Containers[0].Phase, resumed.Containers[0].Busy));
        Assert.Equal(Now, resumed.Containers[1].EndSeenAt);
    }

    private static IReadOnlyList<NodeAction> Plan(NodeTask task) => NodeTaskDecider.Decide(task, Now).Actions;

    private static NodeTask Task(params NodeTaskContainer[] containers) => new() { Containers = containers };

    private static NodeTaskContainer Container(string name) =>
        new() { Name = name, Essential = name == "app", StopTimeout = TimeSpan.FromSeconds(30), HasLog = false };

    private static NodeTaskContainer Running(string name) => Container(name) with { Phase = ContainerPhase.Running, Started = true };
}
