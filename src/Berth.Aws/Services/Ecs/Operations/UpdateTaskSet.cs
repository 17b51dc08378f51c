using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Scales a task set: to so many percent of the service's desired count.</summary>
internal sealed class UpdateTaskSet(IGrainFactory grains) : IOperation<UpdateTaskSetRequest, UpdateTaskSetResponse>
{
    public static string Action => "ecs:UpdateTaskSet";

    public string Resource(UpdateTaskSetRequest request, Caller caller) => Reference(request, caller).Arn(caller.Scope);

    public IReadOnlyList<AccessDemand>? Demands(UpdateTaskSetRequest request, Caller caller) => [Reference(request, caller).Demand(Action, caller)];

    public async Task<UpdateTaskSetResponse> Handle(UpdateTaskSetRequest request, Caller caller, CancellationToken cancel)
    {
        await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var set = Reference(request, caller);
        return new() { TaskSet = TaskSetMapping.ToWire(await set.Find(grains).UpdateTaskSet(set.Id, TaskSetReference.Scale(request.Scale!))) };
    }

    private static TaskSetReference Reference(UpdateTaskSetRequest request, Caller caller) => TaskSetReference.Of(request.Cluster, request.Service, request.TaskSet, caller.Scope);
}
