using Berth.Contracts.Clusters;
using Berth.Contracts.Fargate;
using Berth.Domain.Fargate;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Stores;
using Berth.Testing.Time;

namespace Berth.Cluster.Tests.Clusters;

/// <summary>How a service's tasks begin.</summary>
public sealed class ServiceStartTests : IAsyncLifetime
{
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync()
    {
        berth = await ControlPlane.Start(store);
        await berth.CreateCluster();
        await berth.Cluster.AdmitService("web", 10);
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task Tasks_are_durable_when_they_are_acknowledged_and_carry_their_services_names()
    {
        await berth.Connect();
        var command = SampleServices.Start(2) with { Revision = SampleServices.Revision with { ImageDigests = new Dictionary<string, string> { ["app"] = "sha256:1" } } };
        var outcome = await berth.Cluster.StartServiceTasks(command);
        Assert.Equal((2, null, false), (outcome.TaskIds.Count, outcome.Shortage, outcome.Stale));
        var task = RowJson.Read<TaskRecord>((await store.Get("task", "default/" + outcome.TaskIds[0]))!);
        Assert.Equal(("service:web", SampleServices.Group, "web", "FARGATE", "1.4.0", "shop"), (task.Group, task.StartedBy, task.ServiceName, task.LaunchType, task.PlatformVersion, task.Tags["team"]));
        Assert.Equal(("busybox", "busybox@sha256:1"), (task.Containers[0].Image, task.Definition.Containers[0].Image));

        var order = await berth.Ordered(o => o.TaskArn == task.TaskArn);
        Assert.Equal(("RUNNING", "web", "busybox@sha256:1"), (order.DesiredStatus, order.ServiceName, order.Definition.Containers[0].Image));
    }

    [Fact]
    public async Task Fifty_tasks_are_one_claim_and_one_write()
    {
        await berth.Connect(cpuUnits: 64 * 1024, memoryMib: 256 * 1024);
        var added = new List<int>();
        store.Written = unit =>
        {
            if (unit.Count(w => w is RowWrite.Put { Kind: "task", ExpectedVersion: 0 }) is > 0 and var count) added.Add(count);
        };
        var outcome = await berth.Cluster.StartServiceTasks(SampleServices.Start(50));
        Assert.Equal(50, outcome.TaskIds.Distinct().Count());
        Assert.Equal([50], added);
        Assert.Single(berth.Calls.Of<IFargatePoolGrain>("Claim"));
        foreach (var taskId in outcome.TaskIds) await berth.Until(taskId, t => t.OrderGeneration == 1);
    }

    [Fact]
    public async Task As_many_start_as_find_room_and_the_rest_leave_nothing_behind()
    {
        await berth.Connect(cpuUnits: 512, memoryMib: 8192);
        var outcome = await berth.Cluster.StartServiceTasks(SampleServices.Start(5));
        Assert.Equal((2, PoolShortage.Capacity), (outcome.TaskIds.Count, outcome.Shortage));
        Assert.Equal(2, (await store.List("task")).Count);
        outcome = await berth.Cluster.StartServiceTasks(SampleServices.Start(1));
        Assert.Equal((0, PoolShortage.Capacity, false), (outcome.TaskIds.Count, outcome.Shortage, outcome.Stale));
    }

    [Fact]
    public async Task A_launch_rate_that_is_used_up_starts_none()
    {
        await berth.Connect(cpuUnits: 64 * 1024, memoryMib: 256 * 1024);
        await berth.Quotas.Set("L-BE000109", 6, default);
        await berth.Quotas.Set("L-BE000209", 1, default);
        Assert.Equal(5, (await berth.Cluster.StartServiceTasks(SampleServices.Start(5))).TaskIds.Count);
        var outcome = await berth.Cluster.StartServiceTasks(SampleServices.Start(6));
        Assert.Equal((0, PoolShortage.LaunchRate), (outcome.TaskIds.Count, outcome.Shortage));
    }

    [Fact]
    public async Task Orders_older_than_one_that_was_seen_start_and_stop_nothing()
    {
        await berth.Connect(cpuUnits: 512, memoryMib: 1024);
        var taskId = Assert.Single((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 5))).TaskIds);
        var outcome = await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 4));
        Assert.Equal((0, true), (outcome.TaskIds.Count, outcome.Stale));
        await berth.Cluster.StopServiceTasks(SampleServices.Stop(4, taskId));
        Assert.False((await berth.Until(taskId, _ => true)).StopDesired);
        Assert.Single((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 5))).TaskIds);
    }

    [Fact]
    public async Task A_service_that_is_gone_starts_nothing_and_one_of_its_name_begins_anew()
    {
        await berth.Connect();
        await berth.Cluster.StartServiceTasks(SampleServices.Start(0, generation: 7));
        await berth.Cluster.DropService("web");
        Assert.True((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 8))).Stale);
        await berth.Cluster.AdmitService("web", 10);
        Assert.Single((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 1))).TaskIds);
    }

    [Fact]
    public async Task A_restart_knows_how_new_orders_must_be()
    {
        await store.Commit([StoreExtensions.Put("service", "default/web", 0, SampleServices.Record("web") with { Generation = 5 })]);
        await berth.DisposeAsync();
        berth = await ControlPlane.Start(store);
        await berth.Connect();
        Assert.True((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 4))).Stale);
        Assert.Single((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, generation: 5))).TaskIds);
    }

    [Fact]
    public async Task A_service_that_became_durable_after_this_memory_began_is_found_by_its_row()
    {
        await berth.Connect();
        await store.Commit([StoreExtensions.Put("service", "default/api", 0, SampleServices.Record("api"))]);
        Assert.Single((await berth.Cluster.StartServiceTasks(SampleServices.Start(1, service: "api"))).TaskIds);
        Assert.Equal(2, (await berth.Cluster.Describe())!.Services);
    }

    public static TheoryData<bool> Failures => [true, false];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_write_that_fails_makes_no_task_and_keeps_no_room(bool nothingWritten)
    {
        await berth.Connect(cpuUnits: 256, memoryMib: 512);
        await store.Commit([StoreExtensions.Put("service", "default/web", 0, SampleServices.Record("web"))]);
        store.Failure = nothingWritten ? new StoreFullException("full") : new IOException("No space left on device");
        await Assert.ThrowsAnyAsync<Exception>(() => berth.Cluster.StartServiceTasks(SampleServices.Start(1)));
        store.Failure = null;
        Assert.Empty((await berth.Cluster.ServiceTasks("web", 0)).Tasks);
        Assert.Single((await berth.Cluster.StartServiceTasks(SampleServices.Start(1))).TaskIds);
    }

    [Fact]
    public async Task Who_asks_for_a_services_tasks_hears_of_those_that_are_being_started()
    {
        await berth.Connect();
        var gate = new TaskCompletionSource();
        berth.Calls.Held = method => method == nameof(IFargatePoolGrain.Claim) ? gate.Task : null;
        var start = berth.Cluster.StartServiceTasks(SampleServices.Start(3));
        await Eventually.Become(() => Task.FromResult(berth.Calls.Of<IFargatePoolGrain>("Claim").Count), claims => claims == 1, berth.Calls.Changed);
        var asked = berth.Cluster.ServiceTasks("web", 0);

        // Another service is answered meanwhile.
        Assert.Empty((await berth.Cluster.ServiceTasks("api", 0)).Tasks);
        Assert.False(asked.IsCompleted);
        gate.SetResult();
        var seen = (await asked).Tasks;
        Assert.Equal((await start).TaskIds.Order(StringComparer.Ordinal), seen.Select(t => t.TaskId));
        Assert.All(seen, t => Assert.Equal((SampleServices.Group, true), (t.GroupId, t.Pending)));
    }

    [Fact]
    public async Task What_runs_and_what_is_on_its_way_is_counted_by_group()
    {
        await berth.Connect();
        var first = await berth.Cluster.StartServiceTasks(SampleServices.Start(2));
        await berth.Cluster.StartServiceTasks(SampleServices.Start(1) with { GroupId = "ecs-svc/2" });
        await berth.RunOne();
        await berth.Running(first.TaskIds[0]);
        var counts = await berth.Cluster.ServiceCounts("web");
        Assert.Equal(3, counts.Unfinished);
        Assert.Equal((new(1, 1), new(0, 1)), (counts.Groups[SampleServices.Group], counts.Groups["ecs-svc/2"]));

        await berth.Cluster.StopServiceTasks(SampleServices.Stop(1, first.TaskIds));
        counts = await berth.Cluster.ServiceCounts("web");
        Assert.Equal((3, false), (counts.Unfinished, counts.Groups.ContainsKey(SampleServices.Group)));
        foreach (var taskId in first.TaskIds) await berth.Gone(taskId);
        Assert.Equal(1, (await berth.Cluster.ServiceCounts("web")).Unfinished);
    }
}
