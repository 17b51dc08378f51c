using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Drains a task set; it is gone when its last task is. With force also the PRIMARY one while it is scaled above zero.</summary>
internal sealed class DeleteTaskSet(IGrainFactory grains) : IOperation<DeleteTaskSetRequest, DeleteTaskSetResponse>
{
    public static string Action => "ecs:DeleteTaskSet";

    public string Resource(DeleteTaskSetRequest request, Caller caller) => Reference(request, caller).Arn(caller.Scope);

    public IReadOnlyList<AccessDemand>? Demands(DeleteTaskSetRequest request, Caller caller) => [Reference(request, caller).Demand(Action, caller)];

    public async Task<DeleteTaskSetResponse> Handle(DeleteTaskSetRequest request, Caller caller, CancellationToken cancel)
    {
        await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var set = Reference(request, caller);
        return new() { TaskSet = TaskSetMapping.ToWire(await set.Find(grains).DeleteTaskSet(set.Id, request.Force == true)) };
    }

    private static TaskSetReference Reference(DeleteTaskSetRequest request, Caller caller) => TaskSetReference.Of(request.Cluster, request.Service, request.TaskSet, caller.Scope);
}
