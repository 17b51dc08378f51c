using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;

namespace Berth.Domain.Tests.Nodes;

public sealed class EndingsTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(60, 1, true)]
    [InlineData(59, 1, false)]     // it had not run long enough
    [InlineData(600, 0, true)]
    [InlineData(600, 42, false)]   // ignored
    [InlineData(600, null, false)] // nobody knows how it ended
    public void A_container_is_restarted_when_it_has_run_long_enough(int seconds, int? code, bool restarts)
    {
        var task = Endings.AfterExit(Task(), "app", new(code, false, Start.AddSeconds(seconds)), Start.AddSeconds(seconds));
        Assert.Equal((restarts, !restarts), (task.Containers[0].Restarting, task.Ending));
        Assert.Equal(restarts ? [new NodeAction.Restart("app")] : [new NodeAction.Remove("app")], NodeTaskDecider.Decide(task, Start.AddSeconds(seconds)).Actions);
    }

    [Fact]
    public void A_restart_begins_anew_and_is_counted()
    {
        var ended = Endings.AfterExit(Task(), "app", new(137, true, Start.AddSeconds(90)), Start.AddSeconds(90));
        var again = Endings.AfterRestart(ended, "app", Start.AddSeconds(91)).Containers[0];
        Assert.Equal((ContainerPhase.Running, 1, null, null, Start.AddSeconds(91), Start), (again.Phase, again.RestartCount, again.Reason, again.ExitCode, again.StartedAt, again.FirstStartedAt));

        // The period counts from the last start.
        var soon = Endings.AfterExit(Endings.AfterRestart(ended, "app", Start.AddSeconds(91)), "app", new(1, false, Start.AddSeconds(120)), Start.AddSeconds(120));
        Assert.Equal((ContainerPhase.Ended, 1, 1), (soon.Containers[0].Phase, soon.Containers[0].ExitCode, soon.Containers[0].RestartCount));
    }

    [Fact]
    public void Nothing_is_restarted_in_a_task_that_ends_and_what_waited_for_its_restart_ends_as_it_was()
    {
        var stopped = Endings.AfterExit(Task() with { StopDesired = true }, "app", new(1, false, Start.AddSeconds(90)), Start.AddSeconds(90));
        Assert.Equal((ContainerPhase.Ended, false), (stopped.Containers[0].Phase, stopped.Containers[0].Restarting));
        var waiting = Endings.AfterExit(Task(), "app", new(1, false, Start.AddSeconds(90)), Start.AddSeconds(90)) with { StopDesired = true };
        Assert.Equal([new NodeAction.GiveUp("app")], NodeTaskDecider.Decide(waiting, Start.AddSeconds(91)).Actions);
    }

    [Fact]
    public void The_reason_says_what_the_exit_code_cannot()
    {
        Assert.Equal("OutOfMemoryError: Container killed due to memory usage", Endings.AfterExit(Task(), "app", new(137, true, Start), Start).Containers[0].Reason);
        Assert.Equal(Endings.MonitorDied, Endings.AfterExit(Task(), "app", new(null, false, Start, LostExit.MonitorDied), Start).Containers[0].Reason);
        Assert.Equal(Endings.ContainerGone, Endings.AfterExit(Task(), "app", new(null, false, Start, LostExit.ContainerGone), Start).Containers[0].Reason);
        Assert.Null(Endings.AfterExit(Task(), "app", new(1, false, Start), Start).Containers[0].Reason);
    }

    [Fact]
    public void A_reboot_ends_what_ran_and_lets_start_what_had_not()
    {
        var ran = NodeTaskDecider.Adopt(Task() with { BootId = "one" }, "two", [], Start);
        Assert.Equal((Endings.MachineRestarted, ContainerPhase.Ended, null, "two", false), (ran.Failure, ran.Containers[0].Phase, ran.Containers[0].ExitCode, ran.BootId, ran.NetworkReady));
        Assert.True(ran.Ending);

        var fresh = Task() with { BootId = "one", Containers = [Task().Containers[0] with { Phase = ContainerPhase.Pulled, Started = false }] };
        Assert.Equal([new NodeAction.AttachNetwork()], NodeTaskDecider.Decide(NodeTaskDecider.Adopt(fresh, "two", [], Start), Start).Actions);

        // The same run of the machine, or a file that never knew it, changes nothing.
        Assert.Null(NodeTaskDecider.Adopt(Task() with { BootId = "one" }, "one", [], Start).Failure);
        Assert.Null(NodeTaskDecider.Adopt(Task(), "one", [], Start).Failure);

        // One that was being stopped keeps its own reason.
        Assert.Null(NodeTaskDecider.Adopt(Task() with { BootId = "one", StopDesired = true }, "two", [], Start).Failure);
    }

    private static NodeTask Task() => new()
    {
        NetworkReady = true,
        Containers =
        [
            new()
            {
                Name = "app",
                Essential = true,
                StopTimeout = TimeSpan.FromSeconds(30),
                HasLog = false,
                Phase = ContainerPhase.Running,
                Started = true,
                FirstStartedAt = Start,
                StartedAt = Start,
                RestartPolicy = new RestartPolicy(true, [42], 60),
            },
        ],
    };
}
