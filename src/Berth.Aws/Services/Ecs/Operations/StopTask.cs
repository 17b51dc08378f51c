using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Contracts.Clusters;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class StopTask(IGrainFactory grains) : IOperation<StopTaskRequest, StopTaskResponse>
{
    public static string Action => "ecs:StopTask";

    public string Resource(StopTaskRequest request, Caller caller) => EcsNames.TaskArn(caller.Scope, EcsNames.ClusterName(request.Cluster, caller.Scope), EcsNames.TaskId(request.Task ?? ""));

    public IReadOnlyList<AccessDemand>? Demands(StopTaskRequest request, Caller caller) => [EcsDemands.InCluster(Action, Resource(request, caller), request.Cluster, caller)];

    public async Task<StopTaskResponse> Handle(StopTaskRequest request, Caller caller, CancellationToken cancel)
    {
        var grain = await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        if (EcsNames.IsForeign(request.Task!, caller.Scope)) throw EcsErrors.InvalidParameter("The referenced task was not found.");
        var stopped = await grain.StopTask(EcsNames.TaskId(request.Task!), string.IsNullOrEmpty(request.Reason) ? "Task stopped by user" : request.Reason);
        return new() { Task = EcsMapping.ToWire((stopped ?? throw EcsErrors.InvalidParameter("The referenced task was not found.")).Value, withTags: true) };
    }
}
