using Berth.Contracts.Services;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Stores;
using Berth.Testing.Time;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>How a service's tasks end, and how the service hears of it.</summary>
public sealed class ServiceEndTests : IAsyncLifetime
{
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync()
    {
        await store.Commit([StoreExtensions.Put("service", "default/web", 0, SampleServices.Record("web"))]);
        berth = await ControlPlane.Start(store, servicesSleep: true);
        await berth.CreateCluster();
        await berth.Cluster.AdmitService("web", 10);
        await berth.Connect(cpuUnits: 65536, memoryMib: 65536);
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task Tasks_are_stopped_in_one_write_with_the_schedulers_code_and_the_reason()
    {
        var taskIds = await Ordered(3);
        var stopped = new List<int>();
        store.Written = unit => stopped.Add(unit.Count(w => w.Kind == "task"));
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, [taskIds[0], taskIds[1], taskIds[0], "nobody"]));
        Assert.Equal(2, stopped[0]);
        var task = await berth.Until(taskIds[0], _ => true);
        Assert.Equal((true, StopCode.ServiceSchedulerInitiated, $"Scaling activity initiated by (deployment {SampleServices.Group})"), (task.StopDesired, task.StopCode, task.StoppedReason));
        await berth.Ordered(o => o.TaskArn == task.TaskArn && o is { DesiredStatus: "STOPPED", StopTimeoutMax: null });
        Assert.False((await berth.Until(taskIds[2], _ => true)).StopDesired);

        // One that is ending keeps its reason; one of another service is not this one's to stop.
        await berth.Cluster.StopServiceTasks(new("web", 1, [new(taskIds[0], false, "again")]));
        var standalone = await berth.RunOne();
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, standalone.TaskId));
        Assert.Equal(task.StoppedReason, (await berth.Until(taskIds[0], _ => true)).StoppedReason);
        Assert.False((await berth.Until(standalone.TaskId, _ => true)).StopDesired);
    }

    /// <summary>Protected after its service looked and before its order came: who asked for the protection was told that it has it.</summary>
    [Fact]
    public async Task A_task_that_is_protected_by_now_stays_unless_the_order_means_it_too()
    {
        var taskIds = await Ordered(2);
        await berth.Cluster.ProtectTasks(new([taskIds[0]]), berth.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Equal([taskIds[1]], (await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskIds))).Value);
        Assert.False((await berth.Until(taskIds[0], _ => true)).StopDesired);
        Assert.Equal([taskIds[0]], (await berth.Cluster.StopServiceTasks(new("web", 1, [new(taskIds[0], false, "unhealthy") { EvenProtected = true }]))).Value);
        Assert.True((await berth.Until(taskIds[0], _ => true)).StopDesired);

        // An order that is too old stops nothing, and its owner hears of it.
        Assert.Empty((await berth.Cluster.StopServiceTasks(SampleServices.Stop(0, taskIds))).Value);
    }

    [Fact]
    public async Task Endings_are_told_until_they_are_accounted_for_over_a_restart_too()
    {
        var taskIds = await Ordered(3);
        await berth.Running(taskIds[0]);
        await berth.Gone(taskIds[0]);
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskIds[1]));
        var seen = await berth.Cluster.ServiceTasks("web", 0);
        Assert.Equal(taskIds.Take(2), seen.Ended.Select(t => t.TaskId));
        Assert.Equal(taskIds.Skip(1).Order(StringComparer.Ordinal), seen.Tasks.Select(t => t.TaskId));
        Assert.Equal((StopCode.EssentialContainerExited, TaskStatus.Stopped, false), (seen.Ended[0].StopCode, seen.Ended[0].Status, seen.Ended[0].Pending));
        var numbers = seen.Ended.Select(t => t.EndSequence).ToList();
        Assert.Equal(numbers.Order(), numbers);

        await berth.DisposeAsync();
        berth = await ControlPlane.Start(store, servicesSleep: true);
        await berth.Connect(cpuUnits: 65536, memoryMib: 65536);
        Assert.Equal(numbers, (await berth.Cluster.ServiceTasks("web", 0)).Ended.Select(t => t.EndSequence));
        Assert.Equal(taskIds[1], Assert.Single((await berth.Cluster.ServiceTasks("web", numbers[0])).Ended).TaskId);
        Assert.Empty((await berth.Cluster.ServiceTasks("web", numbers[1])).Ended);

        // An ending is one, however much of it is still to come; the next counts though the clock went back.
        await berth.Gone(taskIds[1]);
        berth.Clock.Ahead = -TimeSpan.FromDays(400);
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskIds[2]));
        Assert.Equal(taskIds[2], Assert.Single((await berth.Cluster.ServiceTasks("web", numbers[1])).Ended).TaskId);
    }

    [Fact]
    public async Task What_a_service_has_accounted_for_is_never_reached_again_though_nothing_else_remembers_it()
    {
        var ahead = DateTimeOffset.UtcNow.AddYears(5).UtcTicks;
        var taskIds = await Ordered(2);
        Assert.Empty((await berth.Cluster.ServiceTasks("web", ahead)).Ended);
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskIds[0]));
        Assert.True(Assert.Single((await berth.Cluster.ServiceTasks("web", ahead)).Ended).EndSequence > ahead);

        await store.Change<ServiceRecord>("service", "default/web", old => old! with { AccountedThrough = ahead + 1000 });
        await berth.DisposeAsync();
        berth = await ControlPlane.Start(store, servicesSleep: true);
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskIds[1]));
        Assert.Equal(taskIds[1], Assert.Single((await berth.Cluster.ServiceTasks("web", ahead + 1000)).Ended).TaskId);
    }

    [Fact]
    public async Task An_ending_that_could_not_be_written_is_not_told()
    {
        var taskId = Assert.Single(await Ordered(1));
        store.Failure = new StoreFullException("full");
        await Assert.ThrowsAnyAsync<Exception>(() => berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskId)));
        store.Failure = null;
        var seen = await berth.Cluster.ServiceTasks("web", 0);
        Assert.Empty(seen.Ended);
        Assert.False(Assert.Single(seen.Tasks).Ending);
    }

    [Fact]
    public async Task A_stopped_task_leaves_nothing_behind_after_its_hour()
    {
        var taskId = Assert.Single(await Ordered(1));
        await berth.Gone(taskId);
        berth.Clock.Ahead = TimeSpan.FromMinutes(61);
        await berth.Cluster.Advance();
        await Eventually.Become(() => berth.Cluster.ServiceTasks("web", 0), seen => seen.Ended.Count == 0, store.Changed);
    }

    [Fact]
    public async Task Protection_is_of_services_tasks_that_go_on()
    {
        var until = DateTimeOffset.UtcNow.AddHours(2);
        var taskIds = await Ordered(2);
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, taskIds[1]));
        var standalone = await berth.RunOne();
        var answer = await berth.Cluster.ProtectTasks(new([.. taskIds, standalone.TaskId, "nobody"]), until);
        Assert.Equal((taskIds[0], until), (Assert.Single(answer.Tasks).TaskId, answer.Tasks[0].ProtectedUntil));
        Assert.True((await berth.Cluster.ServiceTasks("web", 0)).Tasks.Single(t => t.TaskId == taskIds[0]).IsProtected(until.AddHours(-1)));
        Assert.Null(Assert.Single((await berth.Cluster.ProtectTasks(new([taskIds[0]]), null)).Tasks).ProtectedUntil);
        Assert.Null((await berth.Until(taskIds[0], _ => true)).ProtectedUntil);
    }

    [Fact]
    public async Task Only_tasks_on_Spot_are_interrupted_and_each_once()
    {
        var spot = await Ordered(2, "FARGATE_SPOT");
        var other = await Ordered(1, "FARGATE");
        var interrupted = (await berth.Cluster.InterruptTasks(new([.. spot, .. other, "nobody"]), TimeSpan.FromMinutes(2))).Tasks;
        Assert.Equal(spot, interrupted.Select(t => t.TaskId));
        var task = await berth.Until(spot[0], _ => true);
        Assert.Equal((StopCode.SpotInterruption, "Your Spot Task was interrupted."), (task.StopCode, task.StoppedReason));
        await berth.Ordered(o => o.TaskArn == task.TaskArn && o.DesiredStatus == "STOPPED" && o.StopTimeoutMax == TimeSpan.FromMinutes(2));
        Assert.Empty((await berth.Cluster.InterruptTasks(new(spot), TimeSpan.FromMinutes(2))).Tasks);
        Assert.Equal(spot, (await berth.Cluster.ServiceTasks("web", 0)).Ended.Select(t => t.TaskId));
    }

    [Fact]
    public async Task A_service_is_woken_once_for_each_write_that_changes_its_tasks_for_it()
    {
        var (writes, rows) = (0, new Dictionary<string, TaskRecord>(StringComparer.Ordinal));
        store.Written = unit =>
        {
            var differs = false;
            foreach (var put in unit.OfType<RowWrite.Put>().Where(p => p.Kind == "task"))
            {
                var task = RowJson.Read<TaskRecord>(new Row(put.Kind, put.Id, 1, put.Schema, put.Body));
                differs |= task.ServiceName == "web" && TaskSight.Differs(rows.GetValueOrDefault(put.Id), task);
                rows[put.Id] = task;
            }

            if (differs) writes++;
        };
        var taskIds = await Ordered(10);
        await Woken(() => writes);
        var before = writes;
        await berth.Cluster.ProtectTasks(new(taskIds), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal(before + 1, writes);
        await Woken(() => writes);

        // Neither a standalone task nor tags are of interest to it.
        var standalone = await berth.RunOne();
        await berth.Running(standalone.TaskId);
        await berth.Cluster.TagTask(taskIds[0], new(new Dictionary<string, string>()), new(SampleServices.Start(1).Tags));
        Assert.Equal(before + 1, writes);
        await berth.Running(taskIds[0]);
        await Woken(() => writes);
        Assert.Equal(before + 2, writes);
        Assert.All(berth.Calls.Of<IServiceGrain>("Wake"), key => Assert.Equal("default/web", key));
    }

    /// <summary>Started, and nothing changes them any more by itself.</summary>
    private async Task<IReadOnlyList<string>> Ordered(int count, string? provider = null)
    {
        var taskIds = (await berth.Cluster.StartServiceTasks(SampleServices.Start(count, provider: provider))).TaskIds;
        foreach (var taskId in taskIds)
        {
            var task = await berth.Until(taskId, t => t.OrderGeneration == 1);
            await berth.Ordered(o => o.TaskArn == task.TaskArn);
        }

        return taskIds;
    }

    /// <summary>It was woken as often as writes changed something for it.</summary>
    private Task<int> Woken(Func<int> writes) => Eventually.Become(() => Task.FromResult(berth.Calls.Of<IServiceGrain>("Wake").Count), wakes => wakes == writes(), berth.Calls.Changed);
}
