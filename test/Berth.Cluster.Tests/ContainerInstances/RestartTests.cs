using Berth.Domain.Tasks;
using Berth.Testing.Stores;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Cluster.Tests.ContainerInstances;

/// <summary>The server dies and another one goes on over the same store.</summary>
public sealed class RestartTests
{
    private readonly MemoryStore store = new();

    [Fact]
    public async Task An_order_that_nobody_acknowledged_is_sent_to_the_next_session()
    {
        string arn;
        await using (var first = await ControlPlane.Start(store))
        {
            await first.CreateCluster();
            await first.Connect();
            arn = (await first.RunOne()).TaskArn;
            await first.Ordered(o => o.TaskArn == arn);
        }

        await using var second = await ControlPlane.Start(store);
        await second.Connect();
        Assert.Equal(1, (await second.Ordered(o => o.TaskArn == arn)).Generation);
    }

    [Fact]
    public async Task A_running_task_is_still_running_and_its_room_still_taken()
    {
        TaskRecord task;
        await using (var first = await ControlPlane.Start(store))
        {
            await first.CreateCluster();
            await first.Connect(cpuUnits: 256, memoryMib: 512);
            task = await first.RunOne();
            await first.Ordered(o => o.Generation == 1);
            await first.Instance.Acknowledge(task.TaskArn, 1);
            await first.Say(task, ContainerStatus.Running);
            task = await first.Until(task.TaskId, t => t.LastStatus == TaskStatus.Running);
        }

        await using var second = await ControlPlane.Start(store);
        await second.Connect(cpuUnits: 256, memoryMib: 512);
        var found = await second.Until(task.TaskId, _ => true);
        Assert.Equal((task.LastStatus, task.StartedAt, task.OrderGeneration), (found.LastStatus, found.StartedAt, found.OrderGeneration));
        var outcome = Assert.IsType<Contracts.Clusters.RunTaskOutcome.Accepted>(await second.Cluster.RunTask(ControlPlane.Command()));
        Assert.Equal(1, outcome.Unplaced);
    }

    [Fact]
    public async Task A_task_that_had_no_order_yet_gets_one()
    {
        string taskId;
        await using (var first = await ControlPlane.Start(store))
        {
            await first.CreateCluster();
            await first.Connect();
            taskId = (await first.RunOne()).TaskId;
            await first.Ordered(o => o.Generation == 1);
        }

        // As if the server had died right after it acknowledged RunTask.
        var row = (await store.Get("task", "default/" + taskId))!;
        var early = Storage.RowJson.Read<TaskRecord>(row) with { OrderGeneration = 0, Interface = null, LastStatus = TaskStatus.Provisioning };
        await store.Commit([Storage.StoreExtensions.Put("task", row.Id, row.Version, early)]);

        await using var second = await ControlPlane.Start(store);
        await second.Connect();
        Assert.Equal("172.31.0.4", (await second.Until(taskId, t => t.OrderGeneration == 1)).Interface!.PrivateIpv4Address);
    }
}
