using Berth.Contracts.Clusters;
using Berth.Domain.Fargate;
using Berth.Domain.Tasks;
using Berth.Testing.Stores;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Cluster.Tests.Fargate;

/// <summary>Room for Spot: what is free, until somebody needs it. Each sample task is of a quarter of a vCPU and 512 MiB.</summary>
public sealed class FargatePoolTests
{
    [Fact]
    public async Task A_task_that_finds_no_room_has_the_newest_Spot_task_interrupted_and_finds_room_when_that_is_gone()
    {
        await using var berth = await Full("FARGATE_SPOT");
        var before = await Tasks(berth);
        var refused = await Run(berth, "FARGATE");
        Assert.Equal((0, 1, PoolShortage.Capacity), (refused.Tasks.Count, refused.Unplaced, refused.Shortage));
        var interrupted = await berth.Interrupted();
        Assert.Contains(before, t => t.TaskId == interrupted.TaskId);
        Assert.Equal((StopCode.SpotInterruption, "Your Spot Task was interrupted."), (interrupted.StopCode, interrupted.StoppedReason));

        // Asking again names nobody else; and what becomes free is not for Spot.
        await Run(berth, "FARGATE");
        await berth.Say(interrupted, ContainerStatus.Stopped, networkGone: true);
        await berth.Until(interrupted.TaskId, t => t.LastStatus == TaskStatus.Stopped);
        Assert.Empty((await Run(berth, "FARGATE_SPOT")).Tasks);
        Assert.Single(await Tasks(berth), t => t.StopDesired);
        Assert.Equal("FARGATE", Assert.Single((await Run(berth, "FARGATE")).Tasks).CapacityProviderName);
    }

    [Fact]
    public async Task Nobody_is_interrupted_for_a_Spot_task_nor_where_nobody_is_Spot()
    {
        await using var spot = await Full("FARGATE_SPOT");
        Assert.Empty((await Run(spot, "FARGATE_SPOT")).Tasks);
        Assert.DoesNotContain(await Tasks(spot), t => t.StopDesired);
        await using var others = await Full("FARGATE");
        Assert.Empty((await Run(others, "FARGATE")).Tasks);
        Assert.DoesNotContain(await Tasks(others), t => t.StopDesired);
    }

    [Fact]
    public async Task Which_tasks_are_Spot_is_counted_again_from_their_rows_after_a_restart()
    {
        var store = new MemoryStore();
        await using (var first = await Full("FARGATE_SPOT", store)) Assert.Equal(2, (await Tasks(first)).Count);
        await using var second = await ControlPlane.Start(store);
        await second.Connect(512, 1024, everything: true);
        Assert.Empty((await Run(second, "FARGATE")).Tasks);
        Assert.Equal(StopCode.SpotInterruption, (await second.Interrupted()).StopCode);
    }

    /// <summary>A node with room for two tasks, and two of them on it.</summary>
    private static async Task<ControlPlane> Full(string provider, MemoryStore? store = null)
    {
        var berth = await ControlPlane.Start(store ?? new());
        await berth.Connect(512, 1024);
        await berth.CreateCluster();
        Assert.Equal(2, (await Run(berth, provider, 2)).Tasks.Count);
        return berth;
    }

    private static async Task<RunTaskOutcome.Accepted> Run(ControlPlane berth, string provider, int count = 1) =>
        Assert.IsType<RunTaskOutcome.Accepted>(await berth.Cluster.RunTask(ControlPlane.Command(count) with { CapacityProviders = [.. Enumerable.Repeat(provider, count)] }));

    private static async Task<IReadOnlyList<TaskRecord>> Tasks(ControlPlane berth) => (await berth.Cluster.List(new())).Tasks;
}
