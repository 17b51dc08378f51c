using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class GetTaskProtection(IGrainFactory grains, TimeProvider clock) : IOperation<GetTaskProtectionRequest, GetTaskProtectionResponse>
{
    /// <summary>Source: ECS API, GetTaskProtection.</summary>
    private const int TasksMax = 100;

    public static string Action => "ecs:GetTaskProtection";

    public string Resource(GetTaskProtectionRequest request, Caller caller) => EcsNames.TaskArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope), "*");

    public IReadOnlyList<AccessDemand>? Demands(GetTaskProtectionRequest request, Caller caller) => ProtectionMapping.Demands(Action, request.Cluster, request.Tasks, caller);

    public async Task<GetTaskProtectionResponse> Handle(GetTaskProtectionRequest request, Caller caller, CancellationToken cancel)
    {
        var named = ProtectionMapping.Check(request.Tasks, TasksMax);
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var (tasks, failures) = await ProtectionMapping.Find(grain, EcsNames.ClusterName(request.Cluster, caller.Scope), named, caller);
        var now = clock.GetUtcNow();
        return new() { ProtectedTasks = [.. tasks.Select(t => ProtectionMapping.ToWire(t, now))], Failures = failures };
    }
}
