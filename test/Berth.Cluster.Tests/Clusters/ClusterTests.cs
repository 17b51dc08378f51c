using Berth.Contracts.Clusters;
using Berth.Domain.Tasks;
using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.Clusters;

public sealed class ClusterTests : IAsyncLifetime
{
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync() => berth = await ControlPlane.Start(new MemoryStore());

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_cluster_nobody_made_is_not_there()
    {
        Assert.Null(await berth.Cluster.Describe());
        Assert.IsType<RunTaskOutcome.NoCluster>(await berth.Cluster.RunTask(ControlPlane.Command()));
        Assert.IsType<ClusterDeletion.NoCluster>(await berth.Cluster.Delete());
    }

    [Fact]
    public async Task A_deleted_cluster_stays_describable_as_inactive_and_can_be_made_anew()
    {
        await berth.CreateCluster();
        Assert.IsType<ClusterDeletion.Deleted>(await berth.Cluster.Delete());
        Assert.False((await berth.Cluster.Describe())!.Cluster.Active);
        await berth.CreateCluster();
        Assert.True((await berth.Cluster.Describe())!.Cluster.Active);
    }

    [Fact]
    public async Task A_cluster_with_tasks_is_not_deleted_and_counts_them()
    {
        await berth.CreateCluster();
        await berth.Connect();
        var task = await berth.RunOne();
        Assert.IsType<ClusterDeletion.ContainsTasks>(await berth.Cluster.Delete());
        Assert.Equal(1, (await berth.Cluster.Describe())!.PendingTasks);
        await berth.Ordered(o => o.Generation == 1);
        await berth.Say(task, ContainerStatus.Running);
        var snapshot = (await berth.Cluster.Describe())!;
        Assert.Equal((1, 0), (snapshot.RunningTasks, snapshot.PendingTasks));
    }
}
