using Berth.Contracts.Services;
using Berth.Domain.Deployments;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>A service's deployments: the newest is its owner's to tell, the older ones are rows.</summary>
internal sealed class ServiceDeploymentRows(IStore store, IGrainFactory grains)
{
    /// <returns>The deployment, with its service when it is the newest one; null when there is none.</returns>
    public async Task<(ServiceDeploymentRecord Deployment, ServiceView? Service)?> Find(OwnedByService named, CancellationToken cancel)
    {
        if (await grains.GetGrain<IServiceGrain>(named.ServiceKey).Describe() is { Service.ServiceDeployment: { } newest } service && newest.Id == named.Id) return (newest, service);
        return await store.Find<ServiceDeploymentRecord>(ServiceDeploymentMapping.Kind, named.RowId, cancel) is { } row ? (row.Record, null) : null;
    }

    /// <summary>Those that are kept, newest first.</summary>
    /// <param name="service">With its newest one, which may be a row already.</param>
    public async Task<IReadOnlyList<ServiceDeploymentRecord>> All(ServiceView service, CancellationToken cancel)
    {
        var rows = await store.FindAll<ServiceDeploymentRecord>(ServiceDeploymentMapping.Kind, $"{service.Service.ClusterName}/{service.Service.Name}/", cancel);
        var newest = service.Service.ServiceDeployment;
        return [.. rows.Where(r => r.Id != newest?.Id).Concat(newest is null ? [] : [newest]).OrderByDescending(Key, StringComparer.Ordinal)];
    }

    /// <summary>In ordinal order as old as in time.</summary>
    public static string Key(ServiceDeploymentRecord deployment) => $"{deployment.CreatedAt.UtcTicks:D20} {deployment.Id}";
}
