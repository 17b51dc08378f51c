using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Agent;
using Berth.Node.Aws;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Berth.Node;

/// <summary>Puts a node into a host. The instance, the pool of public addresses, the clock, the ids and the node's credentials are for the composition root to add.</summary>
public static class NodeHosting
{
    /// <param name="mounts">From <see cref="OpenMounts"/>.</param>
    public static IServiceCollection AddBerthNode(this IServiceCollection services, NodeOptions options, NodeMounts mounts)
    {
        services.AddSingleton(options);
        services.AddSingleton(mounts.Namespace);
        services.AddSingleton<NodeStatus>();
        services.AddSingleton<Spawner>();
        services.AddSingleton<ContainerdProcess>();
        services.AddSingleton(p => new ContainerdClient(p.GetRequiredService<ContainerdProcess>().SocketPath));
        services.AddSingleton<IAwsClient>(p => new AwsClient(NewHttp(), p.GetRequiredService<BerthInstance>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IImageStore>(p => new ContainerdImageStore(p.GetRequiredService<ContainerdClient>(), NewHandler(), p.GetRequiredService<IIdSource>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ContainerFiles>();
        services.AddSingleton<ExitWatch>();
        services.AddSingleton<ConmonRuntime>();
        services.AddSingleton<IContainerRuntime>(p => p.GetRequiredService<ConmonRuntime>());
        services.AddSingleton<IContainerOutput>(p => p.GetRequiredService<ConmonRuntime>());
        services.AddSingleton<INetwork>(p => new TaskNetwork(p.GetRequiredService<BerthInstance>(), p.GetRequiredService<PublicPool>(), options.Offline, p.GetRequiredService<ILogger<TaskNetwork>>()));
        services.AddSingleton<RegistryLogin>();
        services.AddSingleton<AwslogsDriver>();
        services.AddSingleton<IStateReporter, StateReporter>();
        services.AddSingleton<NodeParts>();
        services.AddSingleton<ITaskReconciler, TaskReconciler>();
        services.AddSingleton<NodeIdentity>();
        services.AddSingleton<AgentSocket>();
        services.AddHostedService<NodeEngine>();
        services.AddHostedService<AcsClient>();
        services.AddHostedService<TcsClient>();
        return services;
    }

    /// <summary>Opens the private mount namespace in which containers' file systems live. Call it before anything else of the node.</summary>
    public static async Task<NodeMounts> OpenMounts(BerthInstance berth) =>
        new(await MountNamespace.Open(Path.Combine(berth.RunDirectory, "mnt"), TaskNetwork.PinDirectory(berth)));

    private static HttpClient NewHttp() => new(NewHandler()) { Timeout = TimeSpan.FromSeconds(30) };

    private static SocketsHttpHandler NewHandler() => new() { UseProxy = false, UseCookies = false, AllowAutoRedirect = true, ConnectTimeout = TimeSpan.FromSeconds(30) };
}

/// <summary>The node's private mount namespace, opened.</summary>
public sealed class NodeMounts
{
    internal NodeMounts(MountNamespace mounts) => Namespace = mounts;

    internal MountNamespace Namespace { get; }
}
