using Berth.Contracts.Fargate;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node;
using Berth.Node.Network;
using Berth.Node.Simulation;
using Berth.Server.Certificates;
using Berth.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Server.Hosting;

/// <summary>The embedded node with the engine that the settings name.</summary>
internal sealed class EngineHosting
{
    /// <summary>What the embedded node claims to offer: development tasks idle, and Fargate has no visible end. Each task's own limits are real all the same.</summary>
    private const int PoolCpuUnits = 256 * 1024;
    private const int PoolMemoryMib = 1024 * 1024;

    /// <summary>A simulated node is as large as the registration can say: nothing runs on it.</summary>
    private const int SimulatedCpuUnits = int.MaxValue;
    private const int SimulatedMemoryMib = int.MaxValue;

    private readonly PublicPool pool;
    private readonly ServiceListeners? listeners;
    private readonly Action<IServiceCollection> addNode;

    private EngineHosting(PublicPool pool, ServiceListeners? listeners, Action<IServiceCollection> addNode) => (this.pool, this.listeners, this.addNode) = (pool, listeners, addNode);

    /// <summary>Takes what the engine needs of the machine. Before anything opens a thread that the private mount namespace would have to reach.</summary>
    public static async Task<EngineHosting> Open(ServerSettings settings, BerthInstance instance)
    {
        if (settings.Engine == Engine.Simulated)
        {
            // The addresses are only shown; the machine need not set them aside.
            var simulation = new SimulationOptions(settings.SimulatedPull, settings.SimulatedStart);
            return new(PublicPool.Unclaimed, listeners: null, services => services.AddSimulatedNode(Options(settings, SimulatedCpuUnits, SimulatedMemoryMib), simulation));
        }

        var mounts = await NodeHosting.OpenMounts(instance);
        var certificates = new ServerCertificates(CertificateAuthority.Open(settings.DataDirectory, instance.Id, TimeProvider.System.GetUtcNow()), settings.Scope.Region, TimeProvider.System);
        var pool = await PoolClaim.Take(settings.DataDirectory);
        await ServiceAddresses.Put(pool);
        return new(pool, new ServiceListeners(pool, certificates, TimeProvider.System), services => services.AddBerthNode(Options(settings, PoolCpuUnits, PoolMemoryMib), mounts));
    }

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(pool);
        services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = ServiceListeners.Binder(pool));
        addNode(services);
    }

    /// <summary>The services' public addresses, where the machine has them.</summary>
    public void AddTo(KestrelServerOptions kestrel) => listeners?.AddTo(kestrel);

    private static NodeOptions Options(ServerSettings settings, int cpuUnits, int memoryMib) => new(IFargatePoolGrain.ClusterName, cpuUnits, memoryMib, settings.Offline, ServerHost.Version);
}
