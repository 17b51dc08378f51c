using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DescribeTasks(IGrainFactory grains) : IOperation<DescribeTasksRequest, DescribeTasksResponse>
{
    private const int TasksMax = 100;

    public static string Action => "ecs:DescribeTasks";

    public string Resource(DescribeTasksRequest request, Caller caller) => EcsNames.TaskArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope), "*");

    public IReadOnlyList<AccessDemand>? Demands(DescribeTasksRequest request, Caller caller) =>
        request.Tasks is { Count: > 0 } tasks
            ? [.. tasks.Select(t => EcsDemands.InCluster(Action, EcsNames.TaskArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope), EcsNames.TaskId(t)), request.Cluster, caller)).DistinctBy(d => d.Resource, StringComparer.Ordinal)]
            : [EcsDemands.InCluster(Action, Resource(request, caller), request.Cluster, caller)];

    public async Task<DescribeTasksResponse> Handle(DescribeTasksRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Tasks is not { Count: > 0 } asked) throw EcsErrors.InvalidParameter("Tasks cannot be empty.");
        if (asked.Count > TasksMax) throw EcsErrors.InvalidParameter($"Tasks can have at most {TasksMax} items.");
        var cluster = EcsNames.ClusterName(request.Cluster, caller.Scope);
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var known = (await grain.Find(new([.. asked.Select(EcsNames.TaskId)]))).Tasks.DistinctBy(t => t.TaskId).ToDictionary(t => t.TaskId, StringComparer.Ordinal);
        var withTags = request.Include?.Contains("TAGS", StringComparer.Ordinal) == true;
        var tasks = new List<TaskShape>();
        var failures = new List<FailureShape>();
        foreach (var given in asked.Distinct(StringComparer.Ordinal))
        {
            // An ARN of another cluster's task is not one of this cluster.
            if (!EcsNames.IsForeign(given, caller.Scope) && (EcsNames.ClusterOfTask(given) ?? cluster) == cluster && known.TryGetValue(EcsNames.TaskId(given), out var task))
                tasks.Add(EcsMapping.ToWire(task, withTags));
            else failures.Add(new() { Arn = given.StartsWith("arn:", StringComparison.Ordinal) ? given : EcsNames.TaskArn(caller.Scope, cluster, given), Reason = "MISSING" });
        }

        return new() { Tasks = tasks, Failures = failures };
    }
}
