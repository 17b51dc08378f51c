using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Services;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Lists the ARNs of services that are ACTIVE.</summary>
internal sealed class ListServices(IStore store, IGrainFactory grains, PageTokens tokens) : IOperation<ListServicesRequest, ListServicesResponse>
{
    /// <summary>Source: ECS API, ListServices.maxResults.</summary>
    private const int PageNormal = 10;

    public static string Action => "ecs:ListServices";

    public string Resource(ListServicesRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(ListServicesRequest request, Caller caller) => [EcsDemands.InCluster(Action, "*", request.Cluster, caller)];

    public async Task<ListServicesResponse> Handle(ListServicesRequest request, Caller caller, CancellationToken cancel)
    {
        var cluster = (await ClusterTasks.Describe(grains, request.Cluster, caller.Scope)).Cluster;
        var size = EcsPages.Size(request.MaxResults, PageNormal);
        var list = $"{Action} {request.Cluster} {request.LaunchType} {request.SchedulingStrategy} {request.ResourceManagementType}";
        var services = (await store.FindAll<ServiceRecord>(EcsNames.ServiceKind, cluster.Name + "/", cancel)).Where(s => s.Status == ServiceStatus.Active && Matches(s, request));
        var page = tokens.Cut(services, s => s.Name, list, request.NextToken, size, EcsErrors.InvalidToken);
        return new() { ServiceArns = [.. page.Items.Select(s => s.Arn)], NextToken = page.NextToken };
    }

    /// <summary>Every service is a REPLICA that its customer manages.</summary>
    private static bool Matches(ServiceRecord service, ListServicesRequest request) =>
        (request.LaunchType is null || request.LaunchType == service.Settings.LaunchType) && request is { SchedulingStrategy: null or "REPLICA", ResourceManagementType: null or "CUSTOMER" };
}
