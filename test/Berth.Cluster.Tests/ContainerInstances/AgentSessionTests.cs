using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.ContainerInstances;

public sealed class AgentSessionTests : IAsyncLifetime
{
    private ControlPlane berth = null!;

    public async ValueTask InitializeAsync()
    {
        berth = await ControlPlane.Start(new MemoryStore());
        await berth.CreateCluster();
        await berth.Connect();
    }

    public ValueTask DisposeAsync() => berth.DisposeAsync();

    [Fact]
    public async Task A_newer_session_closes_the_older_one()
    {
        await berth.Connect();
        await Testing.Time.Eventually.Become(() => Task.FromResult(berth.Node.Closed.Count), count => count == 1, berth.Node.Changed);
    }

    [Fact]
    public async Task An_acknowledged_order_is_sent_again_only_to_a_node_that_asks_for_everything()
    {
        var task = await berth.RunOne();
        await berth.Ordered(o => o.TaskArn == task.TaskArn);
        await berth.Instance.Acknowledge(task.TaskArn, 1);
        var before = berth.Node.Orders.Count;
        await berth.Connect();
        Assert.Equal(before, berth.Node.Orders.Count);
        await berth.Connect(everything: true);
        await Testing.Time.Eventually.Become(() => Task.FromResult(berth.Node.Orders.Count), count => count > before, berth.Node.Changed);
    }

    [Fact]
    public async Task An_order_of_an_older_generation_is_refused()
    {
        var task = await berth.RunOne();
        var order = await berth.Ordered(o => o.TaskArn == task.TaskArn);
        await berth.Instance.Order(order with { Generation = 5, DesiredStatus = "STOPPED" });
        await berth.Ordered(o => o.Generation == 5);
        await berth.Instance.Order(order with { Generation = 4 });
        Assert.DoesNotContain(berth.Node.Orders, o => o.Generation == 4);
    }
}
