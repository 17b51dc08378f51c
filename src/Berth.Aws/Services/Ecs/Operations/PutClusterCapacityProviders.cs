using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Domain.Services;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Replaces a cluster's capacity providers and its default strategy. One that tasks or services use stays.</summary>
internal sealed class PutClusterCapacityProviders(IStore store, IGrainFactory grains, Profile profile) : IOperation<PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse>
{
    public static string Action => "ecs:PutClusterCapacityProviders";

    public string Resource(PutClusterCapacityProvidersRequest request, Caller caller) => EcsNames.ClusterArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope));

    public IReadOnlyList<AccessDemand>? Demands(PutClusterCapacityProvidersRequest request, Caller caller) => [new AccessDemand(Action, Resource(request, caller)).Naming(request.CapacityProviders, caller.Scope)];

    public async Task<PutClusterCapacityProvidersResponse> Handle(PutClusterCapacityProvidersRequest request, Caller caller, CancellationToken cancel)
    {
        var (providers, strategy) = CapacityProviderMapping.ReadAssociation(request.CapacityProviders, request.DefaultCapacityProviderStrategy, profile.Quotas.CapacityProvidersPerCluster, caller.Scope);
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var name = EcsNames.ClusterName(request.Cluster, caller.Scope);
        var removed = (await grain.Describe())!.Cluster.CapacityProviders.Except(providers, StringComparer.Ordinal).ToList();
        if (removed.Count > 0 && (await InUse(grain, name, cancel)).Intersect(removed, StringComparer.Ordinal).Any())
            throw new AwsException("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.");
        var changed = await ClusterChange.Apply(grains, request.Cluster, caller.Scope, cluster => cluster with { CapacityProviders = providers, DefaultCapacityProviderStrategy = strategy });
        return new() { Cluster = EcsMapping.ToWire(changed, include: ["SETTINGS", "TAGS", "CONFIGURATIONS"]) };
    }

    private async Task<IEnumerable<string>> InUse(IClusterGrain grain, string cluster, CancellationToken cancel)
    {
        var tasks = (await grain.List(new TaskQuery())).Tasks.Where(t => t.LastStatus < Domain.Tasks.TaskStatus.Stopped).Select(t => t.CapacityProviderName).OfType<string>();
        var services = (await store.FindAll<ServiceRecord>(EcsNames.ServiceKind, cluster + "/", cancel)).Where(s => s.Status != ServiceStatus.Inactive)
            .SelectMany(s => s.Settings.CapacityProviderStrategy.Concat(s.TaskSets.SelectMany(t => s.Revision(t.Revision).CapacityProviderStrategy)));
        return [.. tasks, .. services.Select(s => s.Provider)];
    }
}
