using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berth.Cluster.ContainerInstances;

[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class ContainerInstanceGrain(IStore store, IGrainFactory grains, TimeProvider clock, ILogger<ContainerInstanceGrain> log) : Grain, IContainerInstanceGrain
{
    public const string Kind = "container-instance";
    public const string OrderKind = "order";

    private readonly Dictionary<string, Stored<OrderRecord>> orders = new(StringComparer.Ordinal);
    private Stored<ContainerInstanceRecord>? instance;
    private IAgentSession? session;

    private string Arn => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        instance = await store.Find<ContainerInstanceRecord>(Kind, Arn, cancellationToken);
        foreach (var row in await store.List(OrderKind, Arn + "|", cancel: cancellationToken))
        {
            var order = RowJson.Read<OrderRecord>(row);
            orders[order.Order.TaskArn] = new(order, row.Version);
        }
    }

    public async Task<ContainerInstanceSnapshot> Register(ContainerInstanceRegistration registration)
    {
        var record = new ContainerInstanceRecord(
            Arn, registration.ClusterName, registration.CpuUnits, registration.MemoryMib, registration.Attributes, registration.AgentVersion, instance?.Record.RegisteredAt ?? clock.GetUtcNow());
        await store.Commit([StoreExtensions.Put(Kind, Arn, instance?.Version ?? 0, record)]);
        instance = new(record, (instance?.Version ?? 0) + 1);
        return await Changed();
    }

    public Task<ContainerInstanceSnapshot?> Describe() => Task.FromResult(instance?.Record.ToSnapshot(session is not null));

    public async Task Connect(IAgentSession session, bool everything)
    {
        if (this.session is { } older) await Try(older, "close", s => s.Close("A newer session of this container instance opened."));
        this.session = session;
        await Changed();
        foreach (var order in orders.Values.Where(o => everything || !o.Record.Acknowledged).OrderBy(o => o.Record.Order.TaskArn, StringComparer.Ordinal)) await Send(order.Record.Order);
    }

    public async Task Disconnect(IAgentSession session)
    {
        if (!Equals(this.session, session)) return;
        this.session = null;
        await Changed();
    }

    public async Task Order(TaskOrder order)
    {
        orders.TryGetValue(order.TaskArn, out var held);
        if (held.Record is { } known && (known.Order.Generation > order.Generation || (known.Order.Generation == order.Generation && known.Acknowledged))) return;
        if (held.Record?.Order.Generation != order.Generation) await Keep(held, new OrderRecord(order, Acknowledged: false));
        await Send(order);
    }

    public async Task Acknowledge(string taskArn, long generation)
    {
        if (!orders.TryGetValue(taskArn, out var held) || held.Record.Acknowledged || held.Record.Order.Generation != generation) return;
        await Keep(held, held.Record with { Acknowledged = true });
    }

    public async Task Forget(string taskArn)
    {
        if (!orders.TryGetValue(taskArn, out var held)) return;
        await store.Commit([new RowWrite.Delete(OrderKind, Arn + "|" + taskArn, held.Version)]);
        orders.Remove(taskArn);
        if (session is { } open) await Try(open, taskArn, s => s.Forget(taskArn));
    }

    private async Task Keep(Stored<OrderRecord> held, OrderRecord next)
    {
        await store.Commit([StoreExtensions.Put(OrderKind, Arn + "|" + next.Order.TaskArn, held.Version, next)]);
        orders[next.Order.TaskArn] = new(next, held.Version + 1);
    }

    private async Task Send(TaskOrder order)
    {
        if (session is not { } open || await Try(open, order.TaskArn, s => s.Send(order))) return;

        // A session that does not take an order is over; what it did not get goes to the next one.
        session = null;
        await Try(open, "close", s => s.Close("It did not take an order."));
        await Changed();
    }

    private async Task<bool> Try(IAgentSession open, string what, Func<IAgentSession, Task> call)
    {
        try
        {
            await call(open);
            return true;
        }
#pragma warning disable CA1031 // Whatever keeps a session from taking a message, the session is what is wrong.
        catch (Exception failure)
        {
            LogUnreachable(log, Arn, what, failure.Message);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task<ContainerInstanceSnapshot> Changed()
    {
        var snapshot = instance?.Record.ToSnapshot(session is not null) ?? throw new InvalidOperationException($"Container instance {Arn} is not registered.");
        if (snapshot.Registration.ClusterName == IFargatePoolGrain.ClusterName) await grains.GetGrain<IFargatePoolGrain>(0).NodeChanged(snapshot);
        return snapshot;
    }

    [LoggerMessage(2101, LogLevel.Warning, "The session of {Arn} did not take {What}: {Failure}")]
    private static partial void LogUnreachable(ILogger log, string arn, string what, string failure);
}
