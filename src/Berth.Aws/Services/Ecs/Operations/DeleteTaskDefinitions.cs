using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Marks deregistered revisions for deletion. They stay describable as DELETE_IN_PROGRESS.</summary>
internal sealed class DeleteTaskDefinitions(IStore store, TimeProvider clock) : IOperation<DeleteTaskDefinitionsRequest, DeleteTaskDefinitionsResponse>
{
    private const int DefinitionsMax = 10;

    public static string Action => "ecs:DeleteTaskDefinitions";

    public string Resource(DeleteTaskDefinitionsRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(DeleteTaskDefinitionsRequest request, Caller caller) =>
        [.. (request.TaskDefinitions ?? []).Select(d => EcsNames.DefinitionArn(d, caller.Scope)).DefaultIfEmpty("*").Select(arn => new AccessDemand(Action, arn))];

    public async Task<DeleteTaskDefinitionsResponse> Handle(DeleteTaskDefinitionsRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.TaskDefinitions is not { Count: > 0 and <= DefinitionsMax } asked) throw EcsErrors.InvalidParameter($"taskDefinitions must have between 1 and {DefinitionsMax} items.");
        var rows = new TaskDefinitionRows(store);
        var deleted = new List<TaskDefinitionShape>();
        var failures = new List<FailureShape>();

        // Read all before the first is changed: a bad name must not leave half a change.
        var named = asked.Select(given => EcsNames.Definition(given, caller.Scope)).Select(d => (d.Family, Revision: d.Revision ?? throw EcsErrors.Client("Revision is missing."))).ToList();
        foreach (var (family, number) in named)
        {
            string? failure = null;
            var now = clock.GetUtcNow();
            var record = await rows.Change(family, number, old =>
            {
                failure = old.Status == TaskDefinitionStatus.Active ? "The specified task definition is still in ACTIVE status. Please deregister the target and try again." : null;
                return old.Status == TaskDefinitionStatus.Inactive ? old with { Status = TaskDefinitionStatus.DeleteInProgress, DeleteRequestedAt = now } : old;
            }, cancel);
            failure = record is null ? "The specified task definition does not exist. Specify a valid account, family, revision and try again." : failure;
            if (failure is null) deleted.Add(TaskDefinitionMapping.ToWire(record!));
            else failures.Add(new() { Arn = caller.Scope.Arn("ecs", $"task-definition/{family}:{number}"), Reason = failure });
        }

        return new() { TaskDefinitions = deleted, Failures = failures };
    }
}
