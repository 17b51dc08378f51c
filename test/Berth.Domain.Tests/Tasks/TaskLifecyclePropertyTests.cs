using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Testing.Records;
using CsCheck;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Domain.Tests.Tasks;

/// <summary>Whatever a node says, in whatever order and how often: a task never goes back, and with an honest node it always ends.</summary>
public sealed class TaskLifecyclePropertyTests
{
    private static readonly DateTimeOffset Now = SampleTasks.Created;

    private static readonly Gen<ContainerStatus?> SomeStatus = Gen.OneOf<ContainerStatus?>(null, ContainerStatus.Pending, ContainerStatus.Running, ContainerStatus.Stopped);

    private static readonly Gen<TaskNews> SomeNews =
        from status in SomeStatus
        from reason in Gen.OneOf<string?>(null, "", "CannotPullContainerError: no")
        from gone in Gen.Bool
        from containers in Gen.Select(Gen.OneOf("app", "side", "stranger"), SomeStatus.Where(s => s is not null), Gen.Int[0, 255], (name, s, code) => new ContainerNews(name, s!.Value, code, null, reason)).List[0, 3]
        select new TaskNews(status, reason, null, null, null, containers, gone);

    [Fact]
    public void Safety_a_task_never_goes_back_and_keeps_what_it_learned_first() => Gen.Select(SomeNews.List[1, 12], Gen.Int[0, 12]).Sample((history, stopAfter) =>
    {
        var task = Ordered();
        for (var i = 0; i < history.Count; i++)
        {
            if (i == stopAfter) task = TaskLifecycle.Stop(task, StopCode.UserInitiated, "enough", Now);
            var next = TaskLifecycle.Receive(task, history[i], Now);
            Assert.True(next.LastStatus >= task.LastStatus);
            Assert.True(next.Version >= task.Version);
            if (task.StoppedReason is not null) Assert.Equal(task.StoppedReason, next.StoppedReason);
            if (task.StartedAt is not null) Assert.Equal(task.StartedAt, next.StartedAt);
            foreach (var (before, after) in task.Containers.Zip(next.Containers))
            {
                Assert.True(after.LastStatus >= before.LastStatus);
                if (before.ExitCode is not null) Assert.Equal(before.ExitCode, after.ExitCode);
            }

            task = next;
        }
    });

    [Fact]
    public void Safety_the_same_news_twice_is_the_same_as_once() => Gen.Select(SomeNews.List[0, 5], SomeNews).Sample((history, last) =>
    {
        var once = TaskLifecycle.Receive(history.Aggregate(Ordered(), (t, n) => TaskLifecycle.Receive(t, n, Now)), last, Now);
        var twice = TaskLifecycle.Receive(once, last, Now);
        Assert.Equal((once.LastStatus, once.StopCode, once.StoppedReason), (twice.LastStatus, twice.StopCode, twice.StoppedReason));
        Assert.Equal(once.Containers, twice.Containers);
    });

    [Fact]
    public void Liveness_a_task_whose_node_ends_it_and_frees_its_network_is_stopped() => SomeNews.List[0, 12].Sample(history =>
    {
        var task = history.Aggregate(Ordered(), (t, n) => TaskLifecycle.Receive(t, n, Now));
        task = TaskLifecycle.Stop(task, StopCode.UserInitiated, "enough", Now);
        for (var step = 0; step < 6 && task.LastStatus != TaskStatus.Stopped; step++)
            task = TaskLifecycle.Next(task) switch
            {
                TaskStep.Order order => TaskLifecycle.Ordered(task, order, Now),
                TaskStep.Release => TaskLifecycle.Released(task, Now),
                TaskStep.Wait when !task.EndedOnNode => TaskLifecycle.Receive(task, new(ContainerStatus.Stopped, null, null, null, Now, [], false), Now),
                TaskStep.Wait => TaskLifecycle.Receive(task, new(null, null, null, null, null, [], NetworkGone: true), Now),
                var other => throw new InvalidOperationException($"{other} for a task that must end."),
            };
        Assert.Equal(TaskStatus.Stopped, task.LastStatus);
        Assert.Null(task.Interface);
        Assert.IsType<TaskStep.Wait>(TaskLifecycle.Next(task));
    });

    private static TaskRecord Ordered()
    {
        var task = SampleTasks.Fresh(new ContainerDefinition { Name = "app", Image = "a" }, new ContainerDefinition { Name = "side", Image = "b", Essential = false });
        task = TaskLifecycle.Allocated(task, SampleTasks.Interface);
        return TaskLifecycle.Ordered(task, (TaskStep.Order)TaskLifecycle.Next(task), Now);
    }
}
