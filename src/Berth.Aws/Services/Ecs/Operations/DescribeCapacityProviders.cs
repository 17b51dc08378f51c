using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Placement;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Tells of FARGATE and FARGATE_SPOT, which every account has; with a cluster, of those that are associated with it.</summary>
internal sealed class DescribeCapacityProviders(IGrainFactory grains, PageTokens tokens) : IOperation<DescribeCapacityProvidersRequest, DescribeCapacityProvidersResponse>
{
    /// <summary>Source: ECS API, DescribeCapacityProviders.</summary>
    private const int ProvidersMax = 100;
    private const int PageMax = 10;

    public static string Action => "ecs:DescribeCapacityProviders";

    public string Resource(DescribeCapacityProvidersRequest request, Caller caller) => EcsNames.CapacityProviderArn(caller.Scope, "*");

    public IReadOnlyList<AccessDemand>? Demands(DescribeCapacityProvidersRequest request, Caller caller) =>
        request.CapacityProviders is { Count: > 0 } named ? [.. named.Select(p => Arn(p, caller)).Distinct(StringComparer.Ordinal).Select(arn => new AccessDemand(Action, arn))] : [new(Action, Resource(request, caller))];

    public async Task<DescribeCapacityProvidersResponse> Handle(DescribeCapacityProvidersRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.CapacityProviders is { Count: > ProvidersMax }) throw EcsErrors.InvalidParameter($"capacityProviders can have at most {ProvidersMax} items.");
        var size = request.MaxResults switch
        {
            null => PageMax,
            >= 1 and <= PageMax => request.MaxResults.Value,
            _ => throw EcsErrors.InvalidParameter($"maxResults should be between 1 and {PageMax}."),
        };
        var known = await Known(request.Cluster, caller);
        var asked = request.CapacityProviders is { Count: > 0 } named ? named.Distinct(StringComparer.Ordinal).ToList() : null;
        var found = asked is null ? known : known.Where(k => asked.Exists(a => EcsNames.CapacityProviderName(a, caller.Scope) == k));
        var failures = (asked ?? []).Where(a => !known.Contains(EcsNames.CapacityProviderName(a, caller.Scope), StringComparer.Ordinal)).Select(a => new FailureShape { Arn = Arn(a, caller), Reason = "MISSING" });

        // What is missing is told once, with the first page.
        var page = tokens.Cut(found, p => p, $"{Action} {request.Cluster} {string.Join(',', asked ?? [])}", request.NextToken, size, EcsErrors.InvalidToken);
        return new()
        {
            CapacityProviders = [.. page.Items.Select(p => CapacityProviderMapping.ToWire(p, caller.Scope))],
            Failures = string.IsNullOrEmpty(request.NextToken) ? [.. failures] : [],
            NextToken = page.NextToken,
        };
    }

    private async Task<IReadOnlyList<string>> Known(string? cluster, Caller caller)
    {
        if (string.IsNullOrEmpty(cluster)) return CapacityProviderRules.BuiltIn;
        var grain = await ClusterTasks.Find(grains, cluster, caller.Scope);
        return [.. ((await grain.Describe())?.Cluster.CapacityProviders ?? []).Order(StringComparer.Ordinal)];
    }

    private static string Arn(string given, Caller caller) => given.StartsWith("arn:", StringComparison.Ordinal) ? given : EcsNames.CapacityProviderArn(caller.Scope, given);
}
