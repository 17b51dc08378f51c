using System.Collections.Concurrent;
using Berth.Cluster.Network;
using Berth.Cluster.Tests.Services;
using Berth.Contracts.Clusters;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Contracts.Network;
using Berth.Contracts.Services;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.Tasks;
using Berth.Storage;
using Berth.Testing.Kernel;
using Berth.Testing.Records;
using Berth.Testing.Stores;
using Berth.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Berth.Cluster.Tests;

/// <summary>A silo with the real grains over a store in memory, and a node that only listens. Another one over the same store is a restarted server.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    public const string NodeArn = "arn:aws:ecs:ap-northeast-1:123456789012:container-instance/berth-fargate/1";

    private readonly InProcessTestCluster silo;

    private ControlPlane(InProcessTestCluster silo, MemoryStore store, ShiftedTime clock, QuotaBook quotas, GrainCalls calls) => (this.silo, Store, Clock, Quotas, Calls) = (silo, store, clock, quotas, calls);

    public MemoryStore Store { get; }

    public ShiftedTime Clock { get; }

    public QuotaBook Quotas { get; }

    public GrainCalls Calls { get; }

    public ListeningNode Node { get; } = new();

    /// <summary>What images mean, and which alarms are in ALARM.</summary>
    public KnownWorld World { get; private init; } = new();

    public IClusterGrain Cluster => silo.Client.GetGrain<IClusterGrain>("default");

    public IServiceGrain Service(string name = "web") => silo.Client.GetGrain<IServiceGrain>("default/" + name);

    public IContainerInstanceGrain Instance => silo.Client.GetGrain<IContainerInstanceGrain>(NodeArn);

    public INetworkGrain Network => silo.Client.GetGrain<INetworkGrain>(0);

    public IPublicPoolGrain Pool => silo.Client.GetGrain<IPublicPoolGrain>(0);

    public ISubnetGrain Subnet => silo.Client.GetGrain<ISubnetGrain>("subnet-1");

    public static async Task<ControlPlane> Start(MemoryStore store, string subnetBlock = "172.31.0.0/20")
    {
        var clock = new ShiftedTime();
        var berth = new BerthInstance { Id = "tests0", DataDirectory = "/nowhere", RunDirectory = "/nowhere", Scope = AwsScope.Default, AvailabilityZones = ["ap-northeast-1a"], Port = 1 };
        var quotas = new QuotaBook(store, SampleProfiles.Read("handbook"));
        await quotas.Load(CancellationToken.None);
        var calls = new GrainCalls();
        var world = new KnownWorld();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureClient(client => client.Services.AddBerthMessages());
        builder.ConfigureSilo((_, silo) => silo.AddIncomingGrainCallFilter(calls).Services.AddBerthMessages()
            .AddSingleton<IStore>(store).AddSingleton<TimeProvider>(clock).AddSingleton(berth).AddSingleton<IIdSource>(new RandomIds())
            .AddSingleton(quotas).AddSingleton(new PublicPool(Cidr.Parse("198.18.0.0/20"))).AddSingleton<NetworkDescriptions>()
            .AddSingleton<IImageDigests>(world).AddSingleton<IAlarmStates>(world));
        var silo = builder.Build();
        await silo.DeployAsync();
        if (await store.Find<SubnetRecord>("subnet", "subnet-1") is null)
            await store.Commit([
                StoreExtensions.Put("vpc", "vpc-1", 0, new VpcRecord("vpc-1", "172.31.0.0/16", true, new Dictionary<string, string>())),
                StoreExtensions.Put("subnet", "subnet-1", 0, Sample(subnetBlock)),
                StoreExtensions.Put("route-table", "rtb-1", 0, VpcParts.MainTable("vpc-1", "172.31.0.0/16", new CountingIds()) with { RouteTableId = "rtb-1" }),
            ]);
        return new(silo, store, clock, quotas, calls) { World = world };
    }

    /// <summary>Registers the node, as large as asked, and opens its session.</summary>
    public async Task Connect(int cpuUnits = 4096, int memoryMib = 8192, bool everything = false)
    {
        await Instance.Register(new(IFargatePoolGrain.ClusterName, cpuUnits, memoryMib, new Dictionary<string, string>(), "1.0"));
        await Instance.Connect(silo.Client.CreateObjectReference<IAgentSession>(Node), everything);
    }

    public Task CreateCluster() => Cluster.Create(new(new ClusterRecord { Name = "default", Arn = AwsScope.Default.Arn("ecs", "cluster/default") }));

    public async Task<TaskRecord> RunOne() => Assert.Single(Assert.IsType<RunTaskOutcome.Accepted>(await Cluster.RunTask(Command())).Tasks);

    public static RunTaskCommand Command(int count = 1, string? token = null, string hash = "h", bool publicIp = false) => new(
        SampleTasks.Definition(), TaskOverrides.None, count, "FARGATE", "1.4.0", "family:web", null, token, hash, false, new Dictionary<string, string>(),
        [Sample("172.31.0.0/20")], ["sg-1"], publicIp);

    public Task<TaskRecord> Until(string taskId, Func<TaskRecord, bool> wanted) =>
        Eventually.Become(async () => (await Cluster.Find(new([taskId]))).Tasks.Single(), wanted, Store.Changed);

    public Task<TaskOrder> Ordered(Func<TaskOrder, bool> wanted) =>
        Eventually.Become(() => Task.FromResult(Node.Orders.FirstOrDefault(wanted)), order => order is not null, Node.Changed)!;

    public Task Say(TaskRecord task, ContainerStatus? status, bool networkGone = false) =>
        Cluster.Report(new(task.TaskArn, new(status, null, null, null, null, [], networkGone)));

    /// <summary>The node says that it runs.</summary>
    public async Task Running(string taskId)
    {
        var task = await Until(taskId, t => t.OrderGeneration > 0);
        await Say(task, ContainerStatus.Running);
    }

    /// <summary>The node says that it ended and that its network is gone.</summary>
    public async Task Gone(string taskId)
    {
        var task = await Until(taskId, t => t.OrderGeneration > 0);
        await Say(task, ContainerStatus.Stopped);
        await Say(task, null, networkGone: true);
        await Until(taskId, t => t.LastStatus == Domain.Tasks.TaskStatus.Stopped);
    }

    public async ValueTask DisposeAsync() => await silo.DisposeAsync();

    private static SubnetRecord Sample(string block) => new("subnet-1", "vpc-1", block, "ap-northeast-1a", "apne1-az1", true, true, new Dictionary<string, string>());
}

/// <summary>Keeps what it is sent and does nothing.</summary>
internal sealed class ListeningNode : IAgentSession
{
    public Signal Changed { get; } = new();

    public ConcurrentQueue<TaskOrder> Orders { get; } = [];

    public ConcurrentQueue<string> Closed { get; } = [];

    public Task Send(TaskOrder order)
    {
        Orders.Enqueue(order);
        Changed.Raise();
        return Task.CompletedTask;
    }

    public Task Forget(string taskArn) => Task.CompletedTask;

    public Task Describe(long generation, IReadOnlyList<string> vpcIds, ImmutableMessage<IReadOnlyList<VpcSnapshot>> vpcs) => Task.CompletedTask;

    public Task Close(string reason)
    {
        Closed.Enqueue(reason);
        Changed.Raise();
        return Task.CompletedTask;
    }
}
