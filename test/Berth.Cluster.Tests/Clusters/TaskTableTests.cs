using Berth.Cluster.Clusters;
using Berth.Cluster.Tests.Rows;
using Berth.Contracts.Services;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Records;
using Berth.Testing.Time;
using CsCheck;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>What is answered to services without looking at every task is what a look at every task says.</summary>
public sealed class TaskTableTests
{
    private enum Step
    {
        Run,
        Stop,
        End,
        Remove,
        Land,
        Fail,
    }

    private static readonly Gen<(Step Step, int Task)> AnyStep = Gen.Select(Gen.OneOf(Step.Run, Step.Run, Step.Run, Step.Stop, Step.End, Step.Remove, Step.Land, Step.Land, Step.Fail), Gen.Int[0, 7]);

    [Fact]
    public void A_services_tasks_endings_and_counts_are_right_at_every_moment() => AnyStep.List[1, 50].Sample(steps => OwnedRowsTests.InTurns(async () =>
    {
        using var store = new HeldStore();
        var changed = new List<string>();
        var table = new TaskTable(store, new ShiftedTime(), () => throw new InvalidOperationException("lost"), changed.Add);
        foreach (var (step, number) in steps)
        {
            var id = $"t{number}";
            var task = table.Find(id);
            store.Failure = step == Step.Fail ? new StoreFullException("full") : null;
            var change = step switch
            {
                Step.Run when task is null => table.Set(New(id, number)),
                Step.Run when task is { StopDesired: false } => table.Set(task with { LastStatus = TaskStatus.Running }),
                Step.Stop when task is not null => table.Set(TaskLifecycle.Stop(task, StopCode.UserInitiated, "enough", SampleTasks.Created)),
                Step.End when task is { StopDesired: true } => table.Set(task with { LastStatus = TaskStatus.Stopped }),
                Step.Remove when task is { LastStatus: TaskStatus.Stopped } => table.Remove([id]),
                _ => Task.CompletedTask,
            };
            _ = change.ContinueWith(t => t.Exception, TaskScheduler.Default);
            if (step is Step.Land or Step.Fail) store.Release();
            await Task.Yield();
            foreach (var service in (string[])["web", "api"]) Compare(table, service);
        }

        Assert.All(changed, service => Assert.Contains(service, (string[])["web", "api"]));
    }).GetAwaiter().GetResult(), iter: 500);

    private static void Compare(TaskTable table, string service)
    {
        var ids = Enumerable.Range(0, 8).Select(i => $"t{i}").ToList();
        var live = ids.Select(table.Find).OfType<TaskRecord>().Where(t => t.ServiceName == service && t.LastStatus < TaskStatus.Stopped);
        var onDisk = ids.Select(table.OnDisk).OfType<TaskRecord>().Where(t => t.ServiceName == service).ToList();
        var ended = onDisk.Where(t => t.EndSequence > 0).OrderBy(t => t.EndSequence).ToList();
        var seen = table.OfService(service, 0);
        Assert.Equal(live.Select(t => (t.TaskId, t.LastStatus, t.StopDesired)), seen.Tasks.Select(t => (t.TaskId, t.Status, t.Ending)));
        Assert.Equal(ended.Select(t => (t.TaskId, t.EndSequence)), seen.Ended.Select(t => (t.TaskId, t.EndSequence)));
        Assert.Equal(ended.Skip(1).Select(t => t.TaskId), table.OfService(service, ended.FirstOrDefault()?.EndSequence ?? 0).Ended.Select(t => t.TaskId));

        // A task that is the same is not looked at again.
        Assert.All(table.OfService(service, 0).Tasks.Zip(seen.Tasks), pair => Assert.Same(pair.First, pair.Second));

        var unfinished = onDisk.Where(t => t.LastStatus < TaskStatus.Stopped).ToList();
        var counts = table.CountsOf(service);
        Assert.Equal(unfinished.Count, counts.Unfinished);
        var groups = unfinished.GroupBy(t => t.StartedBy!).Select(g => (g.Key, new TaskCounts(g.Count(t => t.LastStatus == TaskStatus.Running), g.Count(t => t is { LastStatus: < TaskStatus.Running, StopDesired: false }))));
        Assert.Equal(groups.Where(g => g.Item2 != default).OrderBy(g => g.Key, StringComparer.Ordinal), counts.Groups.Select(g => (g.Key, g.Value)).OrderBy(g => g.Key, StringComparer.Ordinal));
    }

    private static TaskRecord New(string id, int number) => SampleTasks.Fresh() with
    {
        TaskId = id,
        ServiceName = (number % 3) switch { 0 => null, 1 => "web", _ => "api" },
        StartedBy = $"ecs-svc/{number % 2}",
    };
}
