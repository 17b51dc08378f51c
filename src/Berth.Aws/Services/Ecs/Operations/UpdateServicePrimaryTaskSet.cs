using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Makes a task set the PRIMARY one of its service; the one before becomes ACTIVE.</summary>
internal sealed class UpdateServicePrimaryTaskSet(IGrainFactory grains) : IOperation<UpdateServicePrimaryTaskSetRequest, UpdateServicePrimaryTaskSetResponse>
{
    public static string Action => "ecs:UpdateServicePrimaryTaskSet";

    public string Resource(UpdateServicePrimaryTaskSetRequest request, Caller caller) => Reference(request, caller).Arn(caller.Scope);

    public IReadOnlyList<AccessDemand>? Demands(UpdateServicePrimaryTaskSetRequest request, Caller caller) => [Reference(request, caller).Demand(Action, caller)];

    public async Task<UpdateServicePrimaryTaskSetResponse> Handle(UpdateServicePrimaryTaskSetRequest request, Caller caller, CancellationToken cancel)
    {
        await ClusterTasks.Find(grains, request.Cluster, caller.Scope);
        var set = Reference(request, caller);
        return new() { TaskSet = TaskSetMapping.ToWire(await set.Find(grains).MakePrimary(set.Id)) };
    }

    private static TaskSetReference Reference(UpdateServicePrimaryTaskSetRequest request, Caller caller) => TaskSetReference.Of(request.Cluster, request.Service, request.PrimaryTaskSet, caller.Scope);
}
