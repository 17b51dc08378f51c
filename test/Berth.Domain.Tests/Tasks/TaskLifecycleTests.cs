using Berth.Domain.Diagnosis;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Domain.Tests.Tasks;

public sealed class TaskLifecycleTests
{
    private static readonly DateTimeOffset Now = SampleTasks.Created.AddSeconds(5);

    [Fact]
    public void A_new_task_wants_an_interface_then_an_order_then_waits()
    {
        var task = SampleTasks.Fresh();
        Assert.IsType<TaskStep.AllocateInterface>(TaskLifecycle.Next(task));
        Assert.Equal(TaskStatus.Provisioning, task.LastStatus);

        task = TaskLifecycle.Allocated(task, SampleTasks.Interface);
        var order = Assert.IsType<TaskStep.Order>(TaskLifecycle.Next(task));
        Assert.Equal(new TaskStep.Order(Stop: false, 1), order);

        task = TaskLifecycle.Ordered(task, order, Now);
        Assert.Equal(TaskStatus.Pending, task.LastStatus);
        Assert.Equal(Now, task.ConnectivityAt);
        Assert.IsType<TaskStep.Wait>(TaskLifecycle.Next(task));
    }

    [Fact]
    public void A_running_report_makes_it_running_and_a_late_one_changes_nothing()
    {
        var running = TaskLifecycle.Receive(Ordered(), News(ContainerStatus.Running), Now);
        Assert.Equal((TaskStatus.Running, Now), (running.LastStatus, running.StartedAt));
        Assert.Same(running, TaskLifecycle.Receive(running, News(ContainerStatus.Running), Now.AddSeconds(1)));
    }

    [Fact]
    public void An_essential_container_that_ends_ends_the_task_in_the_words_of_ecs()
    {
        var running = TaskLifecycle.Receive(Ordered(), News(ContainerStatus.Running), Now);
        var ended = TaskLifecycle.Receive(running, News(ContainerStatus.Stopped) with { Containers = [new("app", ContainerStatus.Stopped, 3, null, null)] }, Now.AddSeconds(9));
        Assert.Equal(StopCode.EssentialContainerExited, ended.StopCode);
        Assert.Equal("Essential container in task exited", ended.StoppedReason);
        Assert.Equal(TaskStatus.Deprovisioning, ended.LastStatus);
        Assert.Equal(3, ended.Containers[0].ExitCode);
    }

    [Fact]
    public void A_task_that_never_started_says_why()
    {
        const string reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found";
        var failed = TaskLifecycle.Receive(Ordered(), News(ContainerStatus.Stopped) with { Reason = reason }, Now);
        Assert.Equal((StopCode.TaskFailedToStart, reason), (failed.StopCode, failed.StoppedReason));
        Assert.Null(failed.StartedAt);
    }

    [Fact]
    public void The_call_that_reached_nobody_is_kept_and_a_later_report_does_not_change_it()
    {
        var call = new FailedCall("ecr:GetAuthorizationToken", "ecr.api", "api.ecr.ap-northeast-1.amazonaws.com", "198.18.0.2", 443, CallFailure.TimedOut);
        var failed = TaskLifecycle.Receive(Ordered(), News(ContainerStatus.Stopped) with { Reason = "ResourceInitializationError: no", FailedCall = call }, Now);
        Assert.Equal(call, failed.FailedCall);
        Assert.Same(failed, TaskLifecycle.Receive(failed, News(ContainerStatus.Stopped) with { FailedCall = call with { Service = "logs" } }, Now));
        Assert.Equal(call, TaskLifecycle.Receive(failed, News(null) with { NetworkGone = true }, Now).FailedCall);
    }

    [Fact]
    public void The_first_reason_to_stop_stays()
    {
        var stopped = TaskLifecycle.Stop(Ordered(), StopCode.UserInitiated, "first", Now);
        var again = TaskLifecycle.Stop(stopped, StopCode.TaskFailedToStart, "second", Now.AddSeconds(1));
        Assert.Same(stopped, again);
        Assert.Equal("first", again.StoppedReason);
    }

    [Fact]
    public void A_reason_is_cut_at_1024_characters() =>
        Assert.Equal(TaskLifecycle.ReasonLengthMax, TaskLifecycle.Stop(Ordered(), StopCode.UserInitiated, new string('x', 5000), Now).StoppedReason!.Length);

    [Theory]
    [InlineData(false, false, typeof(TaskStep.Order))]
    [InlineData(true, false, typeof(TaskStep.Wait))]
    [InlineData(true, true, typeof(TaskStep.Release))]
    public void An_address_is_given_back_only_when_the_node_says_that_its_namespace_is_gone(bool ended, bool networkGone, Type step)
    {
        var task = TaskLifecycle.Stop(Ordered(), StopCode.UserInitiated, "enough", Now) with { EndedOnNode = ended, NetworkGone = networkGone };
        Assert.IsType(step, TaskLifecycle.Next(task));
    }

    [Fact]
    public void A_task_stopped_before_it_was_ordered_needs_no_node()
    {
        var task = TaskLifecycle.Stop(SampleTasks.Fresh(), StopCode.UserInitiated, "enough", Now);
        Assert.IsType<TaskStep.Release>(TaskLifecycle.Next(task));
        var released = TaskLifecycle.Released(task, Now);
        Assert.Equal((TaskStatus.Stopped, (DateTimeOffset?)Now), (released.LastStatus, released.StoppedAt));
        Assert.Null(released.ExecutionStoppedAt);
        Assert.All(released.Containers, c => Assert.Equal(ContainerStatus.Stopped, c.LastStatus));
    }

    [Fact]
    public void A_container_that_is_not_essential_may_end()
    {
        var task = Ordered(new ContainerDefinition { Name = "app", Image = "a" }, new ContainerDefinition { Name = "side", Image = "b", Essential = false });
        var running = TaskLifecycle.Receive(task, News(ContainerStatus.Running), Now);
        var after = TaskLifecycle.Receive(running, News(null) with { Containers = [new("side", ContainerStatus.Stopped, 0, null, null)] }, Now);
        Assert.Equal(TaskStatus.Running, after.LastStatus);
        Assert.False(after.StopDesired);
    }

    [Theory]
    [InlineData(true, "gone", null, StopCode.TerminationNotice, "gone")]
    [InlineData(false, "gone", null, StopCode.TaskFailedToStart, "gone")]
    [InlineData(true, null, "monitor died", StopCode.EssentialContainerExited, TaskLifecycle.EssentialExited)]
    [InlineData(false, null, "cannot start", StopCode.TaskFailedToStart, "cannot start")]
    public void One_of_which_only_a_part_ran_failed_to_start_only_where_a_container_did(bool ran, string? reason, string? containerReason, StopCode code, string stoppedReason)
    {
        var task = Ordered(new ContainerDefinition { Name = "app", Image = "a" }, new ContainerDefinition { Name = "side", Image = "b" });
        if (ran) task = TaskLifecycle.Receive(task, News(ContainerStatus.Pending) with { Containers = [new("app", ContainerStatus.Running, null, null, null)] }, Now);
        IReadOnlyList<ContainerNews> ends = [new("app", ContainerStatus.Stopped, null, null, containerReason), new("side", ContainerStatus.Stopped, null, null, null)];
        var ended = TaskLifecycle.Receive(task, News(ContainerStatus.Stopped) with { Reason = reason, Containers = ends }, Now);
        Assert.Null(ended.StartedAt);
        Assert.Equal((code, stoppedReason), (ended.StopCode, ended.StoppedReason));

        // The node may have had no time to say that it ran before it ended.
        var late = TaskLifecycle.Receive(Ordered(), News(ContainerStatus.Stopped) with { Reason = reason, Containers = [new("app", ContainerStatus.Stopped, null, null, containerReason, Started: ran)] }, Now);
        Assert.Equal((code, stoppedReason), (late.StopCode, late.StoppedReason));
    }

    [Fact]
    public void A_Spot_task_is_interrupted_in_the_words_of_ecs_and_has_until_the_deadline()
    {
        var task = TaskLifecycle.Receive(Ordered(), News(ContainerStatus.Running), Now) with { CapacityProviderName = "FARGATE_SPOT" };
        var interrupted = TaskLifecycle.Interrupt(task, TimeSpan.FromMinutes(2), Now);
        Assert.Equal((StopCode.SpotInterruption, "Your Spot Task was interrupted.", TaskStatus.Stopping), (interrupted.StopCode, interrupted.StoppedReason, interrupted.LastStatus));
        Assert.Equal((true, Now, TimeSpan.FromMinutes(2)), (interrupted.StopDesired, interrupted.StoppingAt, interrupted.StopTimeoutMax));
        Assert.Same(interrupted, TaskLifecycle.Interrupt(interrupted, TimeSpan.Zero, Now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("FARGATE")]
    public void A_task_that_is_not_on_Spot_is_not_interrupted(string? provider)
    {
        var task = Ordered() with { CapacityProviderName = provider };
        Assert.Same(task, TaskLifecycle.Interrupt(task, TimeSpan.FromMinutes(2), Now));
    }

    [Fact]
    public void The_time_when_every_check_said_healthy_is_the_first()
    {
        var check = new HealthCheck(["CMD", "true"], 30, 5, 3, null);
        var task = Ordered(
            new ContainerDefinition { Name = "app", Image = "a", HealthCheck = check }, new ContainerDefinition { Name = "db", Image = "b", HealthCheck = check },
            new ContainerDefinition { Name = "unchecked", Image = "c" }, new ContainerDefinition { Name = "side", Image = "d", Essential = false, HealthCheck = check });
        task = TaskLifecycle.Receive(task, Health("app", HealthStatus.Healthy), Now);
        task = TaskLifecycle.Receive(task, Health("side", HealthStatus.Unhealthy), Now);
        Assert.Null(task.FirstHealthyAt);
        task = TaskLifecycle.Receive(task, Health("db", HealthStatus.Healthy), Now.AddSeconds(1));
        Assert.Equal(Now.AddSeconds(1), task.FirstHealthyAt);
        task = TaskLifecycle.Receive(task, Health("db", HealthStatus.Unhealthy), Now.AddSeconds(2));
        Assert.Equal(Now.AddSeconds(1), TaskLifecycle.Receive(task, Health("db", HealthStatus.Healthy), Now.AddSeconds(3)).FirstHealthyAt);
    }

    [Fact]
    public void Without_health_checks_nothing_ever_says_healthy() =>
        Assert.Null(TaskLifecycle.Receive(Ordered(), Health("app", HealthStatus.Healthy), Now).FirstHealthyAt);

    private static TaskNews Health(string container, HealthStatus health) => News(null) with { Containers = [new(container, ContainerStatus.Running, null, null, null, health)] };

    private static TaskRecord Ordered(params ContainerDefinition[] containers)
    {
        var task = TaskLifecycle.Allocated(SampleTasks.Fresh(containers), SampleTasks.Interface);
        return TaskLifecycle.Ordered(task, (TaskStep.Order)TaskLifecycle.Next(task), Now);
    }

    private static TaskNews News(ContainerStatus? status) => new(status, null, null, null, null, [], false);
}
