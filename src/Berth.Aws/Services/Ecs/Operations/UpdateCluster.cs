using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class UpdateCluster(IGrainFactory grains) : IOperation<UpdateClusterRequest, UpdateClusterResponse>
{
    public static string Action => "ecs:UpdateCluster";

    public string Resource(UpdateClusterRequest request, Caller caller) => EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope));

    public async Task<UpdateClusterResponse> Handle(UpdateClusterRequest request, Caller caller, CancellationToken cancel)
    {
        var changed = await ClusterChange.Apply(grains, request.Cluster, caller.Scope, cluster => cluster with
        {
            Settings = ClusterSettings.Read(request.Settings, cluster.Settings),
            ConfigurationJson = EcsMapping.ConfigurationJson(request.Configuration) ?? cluster.ConfigurationJson,
            ServiceConnectNamespace = request.ServiceConnectDefaults is { } connect ? (string.IsNullOrEmpty(connect.Namespace) ? null : connect.Namespace) : cluster.ServiceConnectNamespace,
        });
        return new() { Cluster = EcsMapping.ToWire(changed, include: ["SETTINGS", "TAGS", "CONFIGURATIONS"]) };
    }
}
