using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class UpdateClusterSettings(IGrainFactory grains) : IOperation<UpdateClusterSettingsRequest, UpdateClusterSettingsResponse>
{
    public static string Action => "ecs:UpdateClusterSettings";

    public string Resource(UpdateClusterSettingsRequest request, Caller caller) => EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope));

    public async Task<UpdateClusterSettingsResponse> Handle(UpdateClusterSettingsRequest request, Caller caller, CancellationToken cancel)
    {
        var changed = await ClusterChange.Apply(grains, request.Cluster, caller.Scope, cluster => cluster with { Settings = ClusterSettings.Read(request.Settings, cluster.Settings) });
        return new() { Cluster = EcsMapping.ToWire(changed, include: ["SETTINGS", "TAGS"]) };
    }
}
