using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Tasks;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Lists task ARNs. Those with desiredStatus RUNNING when nothing is said; PENDING never matches, because ECS never sets it.</summary>
internal sealed class ListTasks(IGrainFactory grains, PageTokens tokens) : IOperation<ListTasksRequest, ListTasksResponse>
{
    public static string Action => "ecs:ListTasks";

    public string Resource(ListTasksRequest request, Caller caller) => "*";

    public async Task<ListTasksResponse> Handle(ListTasksRequest request, Caller caller, CancellationToken cancel)
    {
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var found = (await grain.Tasks()).Tasks.Where(t => Matches(t, request));
        var list = $"{Action} {request.Cluster} {request.Family} {request.StartedBy} {request.ServiceName} {request.DesiredStatus} {request.LaunchType} {request.ContainerInstance}";
        var page = tokens.Cut(found, t => t.TaskId, list, request.NextToken, EcsPages.Size(request.MaxResults), EcsErrors.InvalidToken);
        return new() { TaskArns = [.. page.Items.Select(t => t.TaskArn)], NextToken = page.NextToken };
    }

    private static bool Matches(TaskRecord task, ListTasksRequest request) =>
        (task.StopDesired ? "STOPPED" : "RUNNING") == (string.IsNullOrEmpty(request.DesiredStatus) ? "RUNNING" : request.DesiredStatus) &&
        (string.IsNullOrEmpty(request.Family) || task.Definition.Family == request.Family) &&
        (string.IsNullOrEmpty(request.StartedBy) || task.StartedBy == request.StartedBy) &&
        (string.IsNullOrEmpty(request.ServiceName) || task.Group == "service:" + request.ServiceName) &&
        (string.IsNullOrEmpty(request.LaunchType) || task.LaunchType == request.LaunchType) &&
        string.IsNullOrEmpty(request.DaemonName) &&
        string.IsNullOrEmpty(request.ContainerInstance); // Fargate tasks run on no container instance that a user sees.
}
