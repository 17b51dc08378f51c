using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Lists task ARNs. Those with desiredStatus RUNNING when nothing is said; PENDING never matches, because ECS never sets it.</summary>
internal sealed class ListTasks(IGrainFactory grains, PageTokens tokens) : IOperation<ListTasksRequest, ListTasksResponse>
{
    public static string Action => "ecs:ListTasks";

    public string Resource(ListTasksRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(ListTasksRequest request, Caller caller) => [EcsDemands.InCluster(Action, "*", request.Cluster, caller)];

    public async Task<ListTasksResponse> Handle(ListTasksRequest request, Caller caller, CancellationToken cancel)
    {
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var list = $"{Action} {request.Cluster} {request.Family} {request.StartedBy} {request.ServiceName} {request.DesiredStatus} {request.LaunchType} {request.ContainerInstance}";
        var size = EcsPages.Size(request.MaxResults);
        var page = await tokens.Cut(
            async (after, limit) => Query(request, after, limit) is { } query ? (await grain.List(query)).Tasks : [], t => t.TaskId, list, request.NextToken, size, EcsErrors.InvalidToken);
        return new() { TaskArns = [.. page.Items.Select(t => t.TaskArn)], NextToken = page.NextToken };
    }

    /// <returns>Null for what no task here can be: ECS never sets PENDING, and Fargate tasks run on no container instance that a user sees.</returns>
    private static TaskQuery? Query(ListTasksRequest request, string? after, int limit) =>
        request.DesiredStatus is not (null or "" or "RUNNING" or "STOPPED") || NotEmpty(request.DaemonName) is not null || NotEmpty(request.ContainerInstance) is not null ? null : new(
            request.DesiredStatus == "STOPPED", NotEmpty(request.Family), NotEmpty(request.StartedBy), NotEmpty(request.ServiceName) is { } service ? "service:" + service : null,
            NotEmpty(request.LaunchType), after, limit);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
