using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Tasks;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Protects tasks of services from scale-in and from deployments, for two hours when nothing is said.</summary>
internal sealed class UpdateTaskProtection(IGrainFactory grains, TimeProvider clock) : IOperation<UpdateTaskProtectionRequest, UpdateTaskProtectionResponse>
{
    /// <summary>Source: ECS API, UpdateTaskProtection.</summary>
    private const int TasksMax = 10;

    public static string Action => "ecs:UpdateTaskProtection";

    public string Resource(UpdateTaskProtectionRequest request, Caller caller) => EcsNames.TaskArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope), "*");

    public IReadOnlyList<AccessDemand>? Demands(UpdateTaskProtectionRequest request, Caller caller) => ProtectionMapping.Demands(Action, request.Cluster, request.Tasks, caller);

    public async Task<UpdateTaskProtectionResponse> Handle(UpdateTaskProtectionRequest request, Caller caller, CancellationToken cancel)
    {
        var named = ProtectionMapping.Check(request.Tasks, TasksMax);
        if (TaskProtection.Check(request.ExpiresInMinutes) is { } fault) throw EcsErrors.InvalidParameter(fault);
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var (tasks, failures) = await ProtectionMapping.Find(grain, EcsNames.ClusterName(request.Cluster, caller.Scope), named, caller);
        var now = clock.GetUtcNow();
        var changed = tasks.Count == 0 ? [] : (await grain.ProtectTasks(new([.. tasks.Select(t => t.TaskId)]), TaskProtection.Until(request.ProtectionEnabled!.Value, request.ExpiresInMinutes, now))).Tasks;

        // One that ended between the look and the change is no task that can be protected.
        failures.AddRange(tasks.Where(t => changed.All(c => c.TaskId != t.TaskId)).Select(t => new FailureShape { Arn = t.TaskArn, Reason = TaskProtection.NotValid }));
        return new() { ProtectedTasks = [.. changed.Select(t => ProtectionMapping.ToWire(t, now))], Failures = failures };
    }
}
