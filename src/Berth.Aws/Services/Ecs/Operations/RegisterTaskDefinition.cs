using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.Access;
using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs.Operations;

/// <summary>Judges a task definition and keeps it as its family's next revision. Roles and images are not looked up, as on ECS.</summary>
internal sealed class RegisterTaskDefinition(IStore store, Profile profile, TimeProvider clock, DiskGuard disk) : IOperation<RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse>
{
    public static string Action => "ecs:RegisterTaskDefinition";

    public string Resource(RegisterTaskDefinitionRequest request, Caller caller) => caller.Scope.Arn("ecs", $"task-definition/{request.Family}:*");

    public IReadOnlyList<AccessDemand>? Demands(RegisterTaskDefinitionRequest request, Caller caller) =>
    [
        new(Action, Resource(request, caller)) { RequestTags = EcsDemands.Tags(request.Tags) },
        .. EcsDemands.PassRoles(store, caller, request.TaskRoleArn, request.ExecutionRoleArn),
        .. EcsDemands.Tagging(Resource(request, caller), request.Tags, nameof(RegisterTaskDefinition)),
    ];

    public async Task<RegisterTaskDefinitionResponse> Handle(RegisterTaskDefinitionRequest request, Caller caller, CancellationToken cancel)
    {
        disk.Check();
        if (request.Tags is { Count: 0 }) throw EcsErrors.Client("Tags can not be empty.");
        var draft = TaskDefinitionMapping.ToDraft(request, profile.AcceptsEnableExecuteCommandInTaskDefinition);
        if (TaskDefinitionRules.Check(draft, profile, caller.Scope.Region) is [var fault, ..]) throw EcsErrors.Client(fault);
        EcsTags.Check(request.Tags, profile);

        var record = await new TaskDefinitionRows(store).Add(draft.Family, revision => Make(draft, revision, request, caller), cancel);
        return new() { TaskDefinition = TaskDefinitionMapping.ToWire(record), Tags = request.Tags is null ? null : EcsMapping.Tags(record.Tags) };
    }

    private TaskDefinitionRecord Make(TaskDefinitionDraft draft, int revision, RegisterTaskDefinitionRequest request, Caller caller)
    {
        if (revision > profile.Quotas.RevisionsPerFamily) throw new AwsException("LimitExceededException", $"The family {draft.Family} has {profile.Quotas.RevisionsPerFamily} revisions, its limit.");
        var record = TaskDefinitionFactory.Make(draft, revision, caller.Arn, EcsMapping.Tags(request.Tags), TaskDefinitionRules.FitsFargate(draft, profile, caller.Scope.Region), caller.Scope, clock.GetUtcNow());
        var size = System.Text.Encoding.UTF8.GetByteCount(RowJson.Write(record));
        return size <= profile.Quotas.TaskDefinitionBytes ? record : throw EcsErrors.Client($"Actual length: '{size}'. Max allowed length is '{profile.Quotas.TaskDefinitionBytes}' bytes.");
    }
}
