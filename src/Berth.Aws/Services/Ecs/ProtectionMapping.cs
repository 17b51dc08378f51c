using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Tasks;

namespace Berth.Aws.Services.Ecs;

/// <summary>The tasks that a request about protection names, and the answer. Source: ECS API, ProtectedTask.</summary>
internal static class ProtectionMapping
{
    public static IReadOnlyList<AccessDemand> Demands(string action, string? cluster, IReadOnlyList<string>? tasks, Caller caller) =>
        [.. (tasks is { Count: > 0 } ? tasks : ["*"]).Select(t => EcsDemands.InCluster(action, EcsNames.TaskArn(caller.Scope, EcsNames.ClusterName(cluster, caller.Scope), EcsNames.TaskId(t)), cluster, caller)).DistinctBy(d => d.Resource, StringComparer.Ordinal)];

    /// <exception cref="AwsException">Too many tasks, or none.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string>? tasks, int tasksMax)
    {
        if (tasks is not { Count: > 0 }) throw EcsErrors.InvalidParameter("Tasks cannot be empty.");
        return tasks.Count > tasksMax ? throw EcsErrors.InvalidParameter($"Tasks can have at most {tasksMax} items.") : [.. tasks.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Those of the tasks named whose protection can be told and changed, and why that of the others cannot.</summary>
    public static async Task<(IReadOnlyList<TaskRecord> Tasks, List<FailureShape> Failures)> Find(IClusterGrain grain, string cluster, IReadOnlyList<string> named, Caller caller)
    {
        var known = (await grain.Find(new([.. named.Select(EcsNames.TaskId)]))).Tasks.DistinctBy(t => t.TaskId).ToDictionary(t => t.TaskId, StringComparer.Ordinal);
        var tasks = new List<TaskRecord>();
        var failures = new List<FailureShape>();
        foreach (var given in named)
        {
            // An ARN of another cluster's task is not one of this cluster.
            var task = !EcsNames.IsForeign(given, caller.Scope) && (EcsNames.ClusterOfTask(given) ?? cluster) == cluster ? known.GetValueOrDefault(EcsNames.TaskId(given)) : null;
            if (TaskProtection.Failure(task) is { } reason) failures.Add(new() { Arn = Arn(given, cluster, caller), Reason = reason });
            else tasks.Add(task!);
        }

        return (tasks, failures);
    }

    public static ProtectedTaskShape ToWire(TaskRecord task, DateTimeOffset now)
    {
        var until = task.ProtectedUntil > now ? task.ProtectedUntil : null;
        return new() { TaskArn = task.TaskArn, ProtectionEnabled = until is not null, ExpirationDate = until };
    }

    private static string Arn(string given, string cluster, Caller caller) => given.StartsWith("arn:", StringComparison.Ordinal) ? given : EcsNames.TaskArn(caller.Scope, cluster, given);
}
