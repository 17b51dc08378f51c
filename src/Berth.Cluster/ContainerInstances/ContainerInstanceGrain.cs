using Berth.Cluster.Clusters;
using Berth.Cluster.Network;
using Berth.Contracts.Clusters;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Berth.Cluster.ContainerInstances;

/// <summary>
/// Keeps no orders of its own on disk: an order stands in the row of its task, and clusters give theirs again to an owner that knows nothing. An order that its node has
/// acknowledged is remembered by its generation alone.
/// </summary>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class ContainerInstanceGrain(IStore store, IGrainFactory grains, NetworkDescriptions networks, TimeProvider clock, ILogger<ContainerInstanceGrain> log)
    : Grain, IContainerInstanceGrain, IDisposable
{
    public const string Kind = "container-instance";

    /// <summary>A node that does not read must not hold up who changes the network.</summary>
    private static readonly TimeSpan TellMax = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Held> orders = new(StringComparer.Ordinal);
    private ContainerInstanceRecord? instance;
    private IAgentSession? session;
    private bool asked;

    /// <summary>Descriptions go out one at a time: a later one must not overtake an earlier.</summary>
    private readonly SemaphoreSlim describing = new(1, 1);
    private VpcNews news = VpcNews.Nothing;

    private string Arn => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        instance = (await store.Find<ContainerInstanceRecord>(Kind, Arn, cancellationToken))?.Record;

    public async Task<ContainerInstanceSnapshot> Register(ContainerInstanceRegistration registration)
    {
        instance = await store.Change<ContainerInstanceRecord>(Kind, Arn, old => new ContainerInstanceRecord(
            Arn, registration.ClusterName, registration.CpuUnits, registration.MemoryMib, registration.Attributes, registration.AgentVersion, old?.RegisteredAt ?? clock.GetUtcNow()));
        return await Changed();
    }

    public Task<ContainerInstanceSnapshot?> Describe() => Task.FromResult(instance?.ToSnapshot(session is not null));

    public async Task Connect(IAgentSession session, bool everything)
    {
        if (this.session is { } older) await Try(older, "close", s => s.Close("A newer session of this container instance opened."));
        this.session = session;
        news = VpcNews.Nothing;
        await Changed();
        await NetworkChanged();
        if (everything || !asked) await AskForOrders();
        foreach (var order in orders.Values.Select(h => h.Order).OfType<TaskOrder>().OrderBy(o => o.TaskArn, StringComparer.Ordinal).ToList()) await Send(order);
    }

    public async Task Disconnect(IAgentSession session)
    {
        if (!Equals(this.session, session)) return;
        this.session = null;
        await Changed();
    }

    public async Task Order(TaskOrder order)
    {
        if (orders.TryGetValue(order.TaskArn, out var held) && (held.Generation > order.Generation || (held.Generation == order.Generation && held.Order is null))) return;
        orders[order.TaskArn] = new(order.Generation, order);
        await Send(order);
    }

    public Task Acknowledge(string taskArn, long generation)
    {
        if (orders.TryGetValue(taskArn, out var held) && held.Generation == generation) orders[taskArn] = new(generation, null);
        return Task.CompletedTask;
    }

    public async Task Forget(string taskArn)
    {
        if (orders.Remove(taskArn) && session is { } open) await Try(open, taskArn, s => s.Forget(taskArn));
    }

    public async Task NetworkChanged()
    {
        await describing.WaitAsync();
        try
        {
            if (session is not { } open) return;
            var next = await networks.Since(news);
            if (!next.Any) return;
            if (!await Try(open, "the network", s => s.Describe(next.Generation, next.VpcIds, new(next.Changed)).WaitAsync(TellMax, clock)))
            {
                // The next session hears everything.
                await Try(open, "close", s => s.Close("It did not take the network's description."));
            }
            else if (Equals(session, open))
            {
                news = next;
            }
        }
        finally
        {
            describing.Release();
        }
    }

    public void Dispose() => describing.Dispose();

    /// <summary>Clusters give their orders again, as far as this memory does not have them whole. One that could not be asked is asked at the next session.</summary>
    private async Task AskForOrders()
    {
        foreach (var acknowledged in orders.Where(o => o.Value.Order is null).Select(o => o.Key).ToList()) orders.Remove(acknowledged);
        foreach (var cluster in await store.List(ClusterGrain.Kind)) await grains.GetGrain<IClusterGrain>(cluster.Id).Repeat(Arn);
        asked = true;
    }

    private async Task Send(TaskOrder order)
    {
        if (session is not { } open || await Try(open, order.TaskArn, s => s.Send(order))) return;

        // A session that does not take an order is over; what it did not get goes to the next one.
        if (Equals(session, open)) session = null;
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
        var snapshot = instance?.ToSnapshot(session is not null) ?? throw new InvalidOperationException($"Container instance {Arn} is not registered.");
        if (snapshot.Registration.ClusterName == IFargatePoolGrain.ClusterName) await grains.GetGrain<IFargatePoolGrain>(0).NodeChanged(snapshot);
        return snapshot;
    }

    /// <param name="Order">Null once the node has it.</param>
    private readonly record struct Held(long Generation, TaskOrder? Order);

    [LoggerMessage(2101, LogLevel.Warning, "The session of {Arn} did not take {What}: {Failure}")]
    private static partial void LogUnreachable(ILogger log, string arn, string what, string failure);
}
