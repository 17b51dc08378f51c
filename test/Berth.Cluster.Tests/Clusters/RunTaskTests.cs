using Berth.Contracts.Clusters;
using Berth.Domain.Fargate;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Stores;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Cluster.Tests.Clusters;

public sealed class RunTaskTests : IAsyncLifetime
{
    private readonly MemoryStore store = new();
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync()
    {
        berth = await ControlPlane.Start(store);
        await berth.CreateCluster();
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_task_is_durable_when_it_is_acknowledged_and_is_ordered_with_an_address()
    {
        await berth.Connect();
        var task = await berth.RunOne();
        Assert.NotNull(await store.Get("task", "default/" + task.TaskId));

        var order = await berth.Ordered(o => o.TaskArn == task.TaskArn);
        Assert.Equal((1L, "RUNNING", "172.31.0.4"), (order.Generation, order.DesiredStatus, order.Interface.PrivateIpv4Address));
        Assert.Equal(TaskStatus.Pending, (await berth.Until(task.TaskId, t => t.OrderGeneration == 1)).LastStatus);
    }

    [Fact]
    public async Task A_task_goes_its_whole_way_and_gives_back_what_it_had()
    {
        await berth.Connect(cpuUnits: 256, memoryMib: 512);
        var free = await berth.Subnet.Available();
        var task = await berth.RunOne();
        await berth.Ordered(o => o.Generation == 1);
        await berth.Say(task, ContainerStatus.Running);
        await berth.Until(task.TaskId, t => t.LastStatus == TaskStatus.Running);

        await berth.Cluster.StopTask(task.TaskId, "enough");
        await berth.Ordered(o => o is { Generation: 2, DesiredStatus: "STOPPED" });
        await berth.Say(task, ContainerStatus.Stopped);
        var deprovisioning = await berth.Until(task.TaskId, t => t.EndedOnNode);
        Assert.Equal(TaskStatus.Deprovisioning, deprovisioning.LastStatus);
        Assert.Equal(free - 1, await berth.Subnet.Available());

        await berth.Say(task, null, networkGone: true);
        var stopped = await berth.Until(task.TaskId, t => t.LastStatus == TaskStatus.Stopped);
        Assert.Equal((StopCode.UserInitiated, "enough", "172.31.0.4"), (stopped.StopCode, stopped.StoppedReason, stopped.LastInterface!.PrivateIpv4Address));
        Assert.Equal(free, await berth.Subnet.Available());
        Assert.Equal(0, Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command())).Unplaced);
    }

    [Fact]
    public async Task What_finds_no_room_is_counted_and_leaves_nothing_behind()
    {
        await berth.Connect(cpuUnits: 512, memoryMib: 8192);
        var outcome = Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(count: 5)));
        Assert.Equal((2, 3), (outcome.Tasks.Count, outcome.Unplaced));
        Assert.Equal(2, (await store.List("task")).Count);
    }

    [Fact]
    public async Task The_vCPU_quota_admits_no_more_and_gives_room_again_when_tasks_end_or_it_is_raised()
    {
        await berth.Connect(cpuUnits: 64 * 1024, memoryMib: 256 * 1024);
        await berth.Quotas.Set("L-3032A538", 1, default);
        var outcome = Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(count: 5)));
        Assert.Equal((4, 1, PoolShortage.VcpuQuota), (outcome.Tasks.Count, outcome.Unplaced, outcome.Shortage));
        Assert.Equal(1, Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command())).Unplaced);
        await berth.Quotas.Set("L-3032A538", 2, default);
        outcome = Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(count: 5)));
        Assert.Equal((4, 1, PoolShortage.VcpuQuota), (outcome.Tasks.Count, outcome.Unplaced, outcome.Shortage));
    }

    [Fact]
    public async Task A_launch_rate_that_was_set_refuses_a_request_as_a_whole_until_the_bucket_fills()
    {
        await berth.Connect(cpuUnits: 64 * 1024, memoryMib: 256 * 1024);
        await berth.Quotas.Set("L-BE000109", 6, default);
        await berth.Quotas.Set("L-BE000209", 1, default);
        Assert.Equal(5, Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(count: 5))).Tasks.Count);
        Assert.IsType<RunTaskOutcome.Throttled>(await berth.Cluster.RunTask(ControlPlane.Command(count: 6)));
        berth.Clock.Ahead += TimeSpan.FromSeconds(10);
        Assert.Equal(6, Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(count: 6))).Tasks.Count);
    }

    [Fact]
    public async Task Without_a_node_nothing_is_placed() =>
        Assert.Equal(1, Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command())).Unplaced);

    [Fact]
    public async Task The_same_client_token_gives_the_same_tasks_and_another_request_under_it_conflicts()
    {
        await berth.Connect();
        var first = Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(2, "token")));
        var again = Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(2, "token")));
        Assert.Equal(first.Tasks.Select(t => t.TaskArn).Order(), again.Tasks.Select(t => t.TaskArn).Order());
        var conflict = Assert.IsType<RunTaskOutcome.TokenConflict>(await berth.Cluster.RunTask(ControlPlane.Command(2, "token", "another")));
        Assert.Equal(2, conflict.TaskArns.Count);
        Assert.Equal(2, (await store.List("task")).Count);
    }

    [Fact]
    public async Task A_write_that_fails_makes_no_task_and_keeps_no_room()
    {
        await berth.Connect(cpuUnits: 256, memoryMib: 512);
        store.Failure = new IOException("No space left on device");
        await Assert.ThrowsAnyAsync<Exception>(() => berth.Cluster.RunTask(ControlPlane.Command()));
        store.Failure = null;
        Assert.Empty((await berth.Cluster.List(new())).Tasks);
        await berth.RunOne();
    }

    [Fact]
    public async Task A_subnet_without_addresses_stops_the_task_in_the_words_of_ecs()
    {
        await using var small = await ControlPlane.Start(new MemoryStore(), "172.31.0.0/29");
        await small.CreateCluster();
        await small.Connect();
        var outcome = Assert.IsType<RunTaskOutcome.Accepted>(await small.Cluster.RunTask(ControlPlane.Command(count: 4)));
        var stopped = await Task.WhenAll(outcome.Tasks.Select(t => small.Until(t.TaskId, s => s.LastStatus == TaskStatus.Stopped || s.OrderGeneration > 0)));
        var failed = Assert.Single(stopped, t => t.LastStatus == TaskStatus.Stopped);
        Assert.Equal(StopCode.TaskFailedToStart, failed.StopCode);
        Assert.Equal("Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': InsufficientFreeAddressesInSubnet", failed.StoppedReason);
    }

    [Fact]
    public async Task A_stopped_task_stays_visible_for_an_hour_and_leaves_no_row_behind()
    {
        await berth.Connect();
        var before = store.Keys;
        var task = await berth.RunOne();
        await berth.Ordered(o => o.Generation == 1);
        await berth.Say(task, ContainerStatus.Stopped);
        await berth.Say(task, null, networkGone: true);
        await berth.Until(task.TaskId, t => t.LastStatus == TaskStatus.Stopped);

        berth.Clock.Ahead = TimeSpan.FromMinutes(59);
        await berth.Cluster.Advance();
        Assert.Single((await berth.Cluster.List(new())).Tasks);
        berth.Clock.Ahead = TimeSpan.FromMinutes(61);
        await berth.Cluster.Advance();
        await Testing.Time.Eventually.Become(() => berth.Cluster.List(new()), list => list.Tasks.Count == 0, store.Changed);
        Assert.Equal(before, store.Keys);
    }

    [Fact]
    public async Task When_another_owner_wrote_a_task_this_one_gives_way_and_reads_anew()
    {
        await berth.Connect();
        var task = await berth.RunOne();
        await berth.Ordered(o => o.Generation == 1);
        var row = (await store.Get("task", "default/" + task.TaskId))!;
        var foreign = RowJson.Read<TaskRecord>(row) with { StartedBy = "another-owner" };
        await store.Commit([StoreExtensions.Put("task", row.Id, row.Version, foreign)]);

        await Assert.ThrowsAnyAsync<Exception>(() => berth.Cluster.StopTask(task.TaskId, "enough"));
        var seen = await berth.Until(task.TaskId, t => t.StartedBy == "another-owner");
        Assert.False(seen.StopDesired);
    }
}
