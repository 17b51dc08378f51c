using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Agent;
using Berth.Node.Aws;
using Berth.Node.Dns;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Metadata;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Berth.Node.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Berth.Node;

/// <summary>Puts a node into a host. The instance, the pool of public addresses, the clock, the ids and the node's credentials are for the composition root to add.</summary>
public static class NodeHosting
{
    /// <param name="mounts">From <see cref="OpenMounts"/>.</param>
    public static IServiceCollection AddBerthNode(this IServiceCollection services, NodeOptions options, NodeMounts mounts)
    {
        services.AddShell(options);
        services.AddSingleton(mounts.Namespace);
        services.AddSingleton<Spawner>();
        services.AddSingleton<ContainerdProcess>();
        services.AddSingleton(p => new ContainerdClient(p.GetRequiredService<ContainerdProcess>().SocketPath));
        services.AddSingleton<ImageUses>();
        services.AddSingleton(p => new ContainerdImageStore(p.GetRequiredService<ContainerdClient>(), p.GetRequiredService<ImageUses>(), p.GetRequiredService<IIdSource>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IImageStore>(p => p.GetRequiredService<ContainerdImageStore>());
        services.AddSingleton<IStoredImages>(p => p.GetRequiredService<ContainerdImageStore>());
        services.AddSingleton<ExitWatch>();
        services.AddSingleton<ConmonRuntime>();
        services.AddSingleton<IContainerRuntime>(p => p.GetRequiredService<ConmonRuntime>());
        services.AddSingleton<IContainerOutput>(p => p.GetRequiredService<ConmonRuntime>());
        services.AddSingleton<INetwork>(p => new TaskNetwork(p.GetRequiredService<BerthInstance>(), p.GetRequiredService<PublicPool>(), p.GetRequiredService<VpcStates>(), options.Offline, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<TaskNetwork>>()));
        services.AddSingleton<ITaskConnections, NamespaceConnections>();
        services.AddSingleton<TaskTags>();
        services.AddSingleton<TaskProtectionState>();
        services.AddSingleton(p => new VpcResolvers(
            p.GetRequiredService<BerthInstance>(), p.GetRequiredService<PublicPool>(), options, p.GetRequiredService<VpcStates>(), new MachineNameServers().Read, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ITaskEndpoint, TaskEndpoints>();
        services.AddSingleton<ITaskFiles>(p => new JournalTaskFiles(TaskJournal(p, "tasks.journal"), readsCheaply: false, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<JournalTaskFiles>>()));
        services.AddSingleton(new Telemetry(Usage: true));
        services.AddHostedService<NodeEngine>();
        services.AddHostedService<OutputKeeper>();
        services.AddHostedService<ImageCollector>();
        return services;
    }

    /// <summary>A node whose containers, images and networks are only told of: no root, nothing of the machine but files below the data directory. Its telemetry tells health only, for nothing is used.</summary>
    public static IServiceCollection AddSimulatedNode(this IServiceCollection services, NodeOptions options, SimulationOptions simulation)
    {
        services.AddShell(options);
        services.AddSingleton(simulation);
        services.AddSingleton<IImageStore>(p => new SimulatedImageStore(simulation, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SimulatedRuntime>();
        services.AddSingleton<IContainerRuntime>(p => p.GetRequiredService<SimulatedRuntime>());
        services.AddSingleton<IContainerOutput>(p => p.GetRequiredService<SimulatedRuntime>());
        services.AddSingleton<INetwork, SimulatedNetwork>();
        services.AddSingleton<ITaskConnections, OwnConnections>();
        services.AddSingleton<ITaskEndpoint, SimulatedEndpoint>();
        services.AddSingleton<ITaskFiles>(p => new JournalTaskFiles(TaskJournal(p, "simulated-tasks.journal"), readsCheaply: true, clock: null, p.GetRequiredService<ILogger<JournalTaskFiles>>()));
        services.AddSingleton(new Telemetry(Usage: false));
        services.AddHostedService<SimulatedEngine>();
        return services;
    }

    /// <summary>Opens the private mount namespace in which containers' file systems live. Call it before anything else of the node.</summary>
    public static async Task<NodeMounts> OpenMounts(BerthInstance berth) =>
        new(await MountNamespace.Open(Path.Combine(berth.RunDirectory, "mnt"), TaskNetwork.PinDirectory(berth)));

    /// <summary>What every node has, whatever runs its containers.</summary>
    private static void AddShell(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<NodeStatus>();
        services.AddSingleton<ContainerFiles>();
        services.AddSingleton<IAwsClient>(NewClient);
        services.AddSingleton(p => new OwnConnection(NewHandler(p), p.GetRequiredService<IAwsClient>(), p.GetRequiredService<BerthInstance>()));
        services.AddSingleton<RegistryLogin>();
        services.AddSingleton<OutputCarrier>();
        services.AddSingleton<AwslogsDriver>();
        services.AddSingleton<IStateReporter, StateReporter>();
        services.AddSingleton<VpcStates>();
        services.AddSingleton<VpcUplinks>();
        services.AddSingleton<HealthNews>();
        services.AddSingleton(MachineBoot.OfMachine());
        services.AddSingleton<NodeParts>();
        services.AddSingleton<ITaskReconciler, TaskReconciler>();
        services.AddSingleton<NodeIdentity>();
        services.AddSingleton<AgentSocket>();
        services.AddHostedService<AcsClient>();
        services.AddHostedService<TcsClient>();
    }

    private static string TaskJournal(IServiceProvider services, string name) => Path.Combine(services.GetRequiredService<BerthInstance>().DataDirectory, "node", name);

    /// <summary>For the node's own calls: every service answers at the control plane's one endpoint.</summary>
    private static AwsClient NewClient(IServiceProvider services)
    {
        var berth = services.GetRequiredService<BerthInstance>();
        return new(new HttpClient(NewHandler(services)) { Timeout = TimeSpan.FromSeconds(30) }, _ => berth.LoopbackEndpoint, berth.Scope.Region, services.GetRequiredService<TimeProvider>());
    }

    private static SocketsHttpHandler NewHandler(IServiceProvider services) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = true,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        ConnectCallback = new ControlPlaneConnection(services.GetRequiredService<BerthInstance>(), services.GetRequiredService<TimeProvider>()).Connect,
    };
}

/// <summary>The node's private mount namespace, opened.</summary>
public sealed class NodeMounts
{
    internal NodeMounts(MountNamespace mounts) => Namespace = mounts;

    internal MountNamespace Namespace { get; }
}
