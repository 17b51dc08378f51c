using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Deployments;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Lists a service's deployments, newest first.</summary>
internal sealed class ListServiceDeployments(IStore store, IGrainFactory grains, PageTokens tokens) : IOperation<ListServiceDeploymentsRequest, ListServiceDeploymentsResponse>
{
    /// <summary>Source: ECS API, ListServiceDeployments.</summary>
    private const int PageNormal = 20;

    /// <summary>Wire rules do not reach into lists: a misspelt one would find nothing, as if there were nothing to find.</summary>
    private static readonly IReadOnlyList<string> Statuses = [.. Enum.GetValues<ServiceDeploymentStatus>().Select(ServiceDeploymentMapping.StatusName)];

    public static string Action => "ecs:ListServiceDeployments";

    public string Resource(ListServiceDeploymentsRequest request, Caller caller) => ServiceReference.Of(request.Cluster, request.Service, caller.Scope).Arn(caller.Scope);

    public IReadOnlyList<AccessDemand>? Demands(ListServiceDeploymentsRequest request, Caller caller) => [EcsDemands.InCluster(Action, Resource(request, caller), request.Cluster, caller)];

    public async Task<ListServiceDeploymentsResponse> Handle(ListServiceDeploymentsRequest request, Caller caller, CancellationToken cancel)
    {
        var size = EcsPages.Size(request.MaxResults, PageNormal);
        if (request.Status?.Any(s => !Statuses.Contains(s, StringComparer.Ordinal)) == true) throw EcsErrors.InvalidParameter($"status should be one of [{string.Join(",", Statuses)}]");
        var (_, service) = await ServiceReference.Of(request.Cluster, request.Service, caller.Scope).Require(grains);
        var found = (await new ServiceDeploymentRows(store, grains).All(service, cancel)).Where(d => Matches(d, request));
        var list = $"{Action} {service.Service.Arn} {string.Join(',', request.Status ?? [])} {request.CreatedAt?.After:O} {request.CreatedAt?.Before:O}";
        var page = tokens.Cut(found, ServiceDeploymentRows.Key, list, request.NextToken, size, EcsErrors.InvalidToken, descending: true);
        return new() { ServiceDeployments = [.. page.Items.Select(ServiceDeploymentMapping.ToBrief)], NextToken = page.NextToken };
    }

    private static bool Matches(ServiceDeploymentRecord deployment, ListServiceDeploymentsRequest request) =>
        (request.Status is not { Count: > 0 } wanted || wanted.Contains(ServiceDeploymentMapping.StatusName(deployment.Status), StringComparer.Ordinal)) &&
        (request.CreatedAt?.After is not { } after || deployment.CreatedAt > after) &&
        (request.CreatedAt?.Before is not { } before || deployment.CreatedAt < before);
}
