using System.Net;
using Berth.Cluster.Clusters;
using Berth.Cluster.Network;
using Berth.Cluster.Services;
using Berth.Contracts.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Berth.Cluster;

/// <summary>Puts the control plane's grains into a host: one silo that is its own cluster. Several machines come later (ADR 0002).</summary>
public static class ClusterHosting
{
    private const int DirectoryCacheMax = 1024;

    /// <param name="siloPort">On loopback; nobody else connects to it yet.</param>
    public static void AddBerthCluster(this IHostApplicationBuilder builder, string instanceId, int siloPort)
    {
        builder.Services.AddHostedService<ClusterWatch>();
        builder.Services.AddSingleton<NetworkDescriptions>();
        builder.Services.AddHostedService<NetworkWatch>();
        builder.Services.AddSingleton<IAlarmStates, NoAlarms>();
        builder.Services.AddHostedService<ServiceWatch>();
        builder.UseOrleans(silo =>
        {
            silo.Services.AddBerthMessages();
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0, serviceId: "berth", clusterId: instanceId);
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);

            // Where grains of other silos live; the library keeps room for a million from the start, 19 MB.
            silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = DirectoryCacheMax);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(60));
        });
    }

    /// <summary>Berth.Domain knows nothing of Orleans: its records travel as the JSON that they are stored as.</summary>
    public static IServiceCollection AddBerthMessages(this IServiceCollection services) =>
        services.AddSerializer(serializer => serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Berth.Domain", StringComparison.Ordinal) == true));
}
