using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DeleteCluster(IGrainFactory grains) : IOperation<DeleteClusterRequest, DeleteClusterResponse>
{
    public static string Action => "ecs:DeleteCluster";

    public string Resource(DeleteClusterRequest request, Caller caller) => EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope));

    public async Task<DeleteClusterResponse> Handle(DeleteClusterRequest request, Caller caller, CancellationToken cancel)
    {
        var name = EcsNames.ClusterName(request.Cluster, caller.Scope);
        if (!EcsNames.IsName(name)) throw EcsErrors.ClusterNotFound();
        return await grains.GetGrain<IClusterGrain>(name).Delete() switch
        {
            ClusterDeletion.Deleted done => new() { Cluster = EcsMapping.ToWire(done.Cluster, include: ["SETTINGS"]) },
            ClusterDeletion.ContainsTasks => throw new AwsException("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."),
            ClusterDeletion.ContainsServices => throw new AwsException("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."),
            ClusterDeletion.NoCluster => throw EcsErrors.ClusterNotFound(),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }
}
