using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

internal sealed class DeregisterTaskDefinition(IStore store, TimeProvider clock) : IOperation<DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse>
{
    public static string Action => "ecs:DeregisterTaskDefinition";

    public string Resource(DeregisterTaskDefinitionRequest request, Caller caller) => "*";

    public async Task<DeregisterTaskDefinitionResponse> Handle(DeregisterTaskDefinitionRequest request, Caller caller, CancellationToken cancel)
    {
        var (family, revision) = EcsNames.Definition(request.TaskDefinition!, caller.Scope);
        if (revision is not { } number) throw EcsErrors.Client("Revision is missing.");
        var now = clock.GetUtcNow();
        var record = await new TaskDefinitionRows(store).Change(
            family, number, old => old.Status == TaskDefinitionStatus.Active ? old with { Status = TaskDefinitionStatus.Inactive, DeregisteredAt = now } : old, cancel);
        return new() { TaskDefinition = TaskDefinitionMapping.ToWire(record ?? throw EcsErrors.Client("Unable to describe task definition.")) };
    }
}
