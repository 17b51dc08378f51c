using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;

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

    [Theory]
    [InlineData(null, 30)]
    [InlineData(120, 30)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    public void A_task_whose_room_is_taken_back_is_killed_at_the_deadline_when_that_is_earlier(int? deadlineSeconds, int killedAfter)
    {
        var task = (Task(Running("app"), Running("side") with { StopTimeout = TimeSpan.FromSeconds(2) }) with { NetworkReady = true }).Stopping(deadlineSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Assert.Equal([new NodeAction.Terminate("app"), new NodeAction.Terminate("side")], Plan(task));
        var asked = task.With("app", c => c with { TerminatedAt = Now }).With("side", c => c with { Phase = ContainerPhase.Removed });
        if (killedAfter > 0) Assert.Equal(Now.AddSeconds(killedAfter), NodeTaskDecider.Decide(asked, Now).WakeAt);
        Assert.Equal([new NodeAction.Kill("app")], NodeTaskDecider.Decide(asked, Now.AddSeconds(killedAfter)).Actions);
        Assert.True(task.Containers[1].StopTimeout <= TimeSpan.FromSeconds(2));
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

    [Theory]
    [InlineData(ContainerPhase.Pulled, false, null, 0, ContainerPhase.Running, 0)]
    [InlineData(ContainerPhase.Waiting, false, null, 0, ContainerPhase.Running, 0)]
    [InlineData(ContainerPhase.Pulled, false, "CannotStartContainerError: no", 0, ContainerPhase.Waiting, 0)] // it was told that it did not start
    [InlineData(ContainerPhase.Running, false, null, 0, ContainerPhase.Running, 0)]
    [InlineData(ContainerPhase.Running, true, null, 1, ContainerPhase.Running, 1)]
    [InlineData(ContainerPhase.Ended, false, null, 0, ContainerPhase.Ended, 0)]
    public void A_process_that_is_found_is_one_that_was_started(ContainerPhase kept, bool restarting, string? reason, int restartCount, ContainerPhase phase, int restarts)
    {
        var started = kept >= ContainerPhase.Running;
        var task = Task(Container("app") with { Phase = kept, Reason = reason, Restarting = restarting, Started = started, StartedAt = started ? Now.AddHours(-1) : null, FirstStartedAt = started ? Now.AddHours(-1) : null }) with { NetworkReady = true };
        var app = NodeTaskDecider.Adopt(task, "boot", [new("app", Now.AddMinutes(-1), restartCount)], Now).Containers[0];
        Assert.Equal((phase, restarts, false), (app.Phase, app.RestartCount, app.Restarting));
        var isNew = phase == ContainerPhase.Running && (!started || restarting);
        Assert.Equal(isNew ? Now.AddMinutes(-1) : task.Containers[0].StartedAt, app.StartedAt);
        Assert.Equal(isNew || started, app.Started);
    }

    [Fact]
    public void A_found_process_is_stopped_as_any_other_a_restart_that_was_not_done_is_done_and_no_process_outlives_its_machine()
    {
        var task = Task(Container("app") with { Phase = ContainerPhase.Pulled }) with { NetworkReady = true, StopDesired = true, BootId = "boot" };
        IReadOnlyList<FoundProcess> found = [new("app", Now.AddMinutes(-1), 0)];
        Assert.Equal([new NodeAction.Terminate("app")], Plan(NodeTaskDecider.Adopt(task, "boot", found, Now)));
        Assert.Equal([new NodeAction.GiveUp("app")], Plan(NodeTaskDecider.Adopt(task, "boot", [], Now)));
        Assert.False(NodeTaskDecider.Adopt(task, "another", found, Now).Containers[0].Started);
        var restarting = Task(Running("app") with { Restarting = true }) with { NetworkReady = true };
        Assert.Equal([new NodeAction.Restart("app")], Plan(NodeTaskDecider.Adopt(restarting, "boot", found, Now)));
    }

    [Fact]
    public void A_container_starts_when_what_it_needs_is_there_and_the_task_ends_when_that_can_never_be()
    {
        Assert.Equal([new NodeAction.Start("app")], Plan(DependenciesTests.Task("exit 0", DependencyCondition.Success)));
        var waiting = NodeTaskDecider.Decide(DependenciesTests.Task("runs", DependencyCondition.Success), Now);
        Assert.Empty(waiting.Actions);
        Assert.Equal((Now.AddSeconds(50), "Containers wait for those that they depend on."), (waiting.WakeAt, waiting.Reason));
        Assert.Contains("did not exit successfully", Assert.IsType<NodeAction.Refuse>(Assert.Single(Plan(DependenciesTests.Task("exit 1", DependencyCondition.Success)))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_needs_another_is_stopped_before_it()
    {
        var task = DependenciesTests.Task("runs", DependencyCondition.Start).With("app", c => c with { Phase = ContainerPhase.Running, Started = true }) with { StopDesired = true };
        Assert.Equal([new NodeAction.Terminate("app")], Plan(task));
        Assert.Equal([new NodeAction.Terminate("db"), new NodeAction.Remove("app")], Plan(task.With("app", c => c with { Phase = ContainerPhase.Ended, EndedAt = Now })));
    }

    [Fact]
    public void Health_is_checked_when_it_is_due_and_once_at_a_time()
    {
        var task = DependenciesTests.Task("runs", DependencyCondition.Healthy).With("db", c => c with { HealthCheck = new(["CMD", "true"], 12, 5, 3, null) });
        Assert.Equal(Now.AddSeconds(2), NodeTaskDecider.Decide(task, Now).WakeAt);
        Assert.Equal([new NodeAction.CheckHealth("db")], NodeTaskDecider.Decide(task, Now.AddSeconds(2)).Actions);
        Assert.Empty(NodeTaskDecider.Decide(task.With("db", c => c with { Checking = true }), Now.AddSeconds(2)).Actions);
        Assert.Empty(NodeTaskDecider.Decide(task.With("db", c => c with { Checking = true, TerminatedAt = Now }) with { StopDesired = true }, Now.AddSeconds(2)).Actions.OfType<NodeAction.CheckHealth>());
    }

    private static IReadOnlyList<NodeAction> Plan(NodeTask task) => NodeTaskDecider.Decide(task, Now).Actions;

    private static NodeTask Task(params NodeTaskContainer[] containers) => new() { Containers = containers };

    private static NodeTaskContainer Container(string name) =>
        new() { Name = name, Essential = name == "app", StopTimeout = TimeSpan.FromSeconds(30), HasLog = false };

    private static NodeTaskContainer Running(string name) => Container(name) with { Phase = ContainerPhase.Running, Started = true };
}
