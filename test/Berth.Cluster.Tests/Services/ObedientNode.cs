using Berth.Contracts.ContainerInstances;
using Berth.Domain.Tasks;

namespace Berth.Cluster.Tests.Services;

/// <summary>Does what the listening node is told: starts what shall run, ends what shall stop, and says so. What <see cref="Fails"/> names never starts.</summary>
internal sealed class ObedientNode : IAsyncDisposable
{
    private readonly ControlPlane berth;
    private readonly CancellationTokenSource over = new();
    private readonly Task working;

    public ObedientNode(ControlPlane berth)
    {
        this.berth = berth;
        working = Work();
    }

    public Func<TaskOrder, bool> Fails { get; set; } = _ => false;

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task Work()
    {
        while (true)
        {
            var changed = berth.Node.Changed.Next;
            while (berth.Node.Orders.TryDequeue(out var order)) await Obey(order);
            await changed.WaitAsync(over.Token);
        }
    }

    private async Task Obey(TaskOrder order)
    {
        if (order.DesiredStatus == "RUNNING" && !Fails(order))
        {
            await Say(order, ContainerStatus.Running, null, gone: false);
            return;
        }

        await Say(order, ContainerStatus.Stopped, order.DesiredStatus == "RUNNING" ? "CannotPullContainerError: no such image" : null, gone: false);
        await Say(order, null, null, gone: true);
    }

    private Task Say(TaskOrder order, ContainerStatus? status, string? reason, bool gone) => berth.Cluster.Report(new(order.TaskArn, new(status, reason, null, null, null, [], gone)));
}
