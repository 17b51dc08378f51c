using Berth.Domain.Services;

namespace Berth.Domain.Deployments;

/// <summary>What callers may do to the task sets of a service with the EXTERNAL deployment controller. Source: ECS API, CreateTaskSet, UpdateTaskSet, UpdateServicePrimaryTaskSet, DeleteTaskSet.</summary>
public static class TaskSetChanges
{
    /// <summary>Source: ECS API, CreateTaskSet.</summary>
    public const int Max = 5;

    /// <summary>The same client token with the same request gives the task set that it made.</summary>
    public static ServiceDecision Create(ServiceRecord service, TaskSetDraft draft, NewIds ids, DateTimeOffset now)
    {
        if (Wrong(service) is { } refused) return refused;
        if (draft.ClientToken is { } token && service.TaskSets.FirstOrDefault(t => t.ClientToken == token) is { } there)
            return there.RequestHash == draft.RequestHash ? new ServiceDecision.Made(service, there) : new ServiceDecision.Refused(ServiceRefusal.TokenConflict);
        if (service.TaskSets.Count >= Max) return new ServiceDecision.Refused(ServiceRefusal.TooManyTaskSets);
        var revision = ServiceRevisions.Make(service.Arn, draft.Revision, service.Settings with { LaunchType = draft.LaunchType, CapacityProviderStrategy = draft.CapacityProviderStrategy }, ids.RevisionNumber, now);
        var made = new TaskSet
        {
            Id = ids.DeploymentId,
            Arn = service.Arn.Replace(":service/", ":task-set/", StringComparison.Ordinal) + "/" + ids.DeploymentId,
            Revision = revision.Number,
            ScalePercent = draft.ScalePercent,
            ExternalId = draft.ExternalId,
            ClientToken = draft.ClientToken,
            RequestHash = draft.RequestHash,
            Tags = draft.Tags,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return new ServiceDecision.Made(
            service with { TaskSets = [.. service.TaskSets, made], Revisions = [revision, .. service.Revisions], Steady = false, Generation = service.Generation + 1 }, made);
    }

    /// <param name="scalePercent">0 to 100.</param>
    public static ServiceDecision Scale(ServiceRecord service, string taskSetId, double scalePercent, DateTimeOffset now) =>
        Wrong(service) ?? (Find(service, taskSetId) is not { Status: not TaskSetStatus.Draining } set ? new ServiceDecision.Refused(ServiceRefusal.NoTaskSet)
            : Replace(service, set with { ScalePercent = scalePercent, Throttle = StartThrottle.None, Stable = false, UpdatedAt = now }));

    /// <summary>The one that was PRIMARY becomes ACTIVE.</summary>
    public static ServiceDecision MakePrimary(ServiceRecord service, string taskSetId, DateTimeOffset now)
    {
        if (Wrong(service) is { } refused) return refused;
        if (Find(service, taskSetId) is not { Status: not TaskSetStatus.Draining } set) return new ServiceDecision.Refused(ServiceRefusal.NoTaskSet);
        var earlier = service.TaskSets.FirstOrDefault(t => t.Status == TaskSetStatus.Primary && t.Id != set.Id);
        var without = earlier is null ? service : service with { TaskSets = [.. service.TaskSets.Select(t => t.Id == earlier.Id ? t with { Status = TaskSetStatus.Active, UpdatedAt = now } : t)] };
        return Replace(without, set with { Status = TaskSetStatus.Primary, UpdatedAt = now });
    }

    /// <summary>It drains: its tasks are stopped, and it is gone when none is left. One that drains already stays as it is.</summary>
    public static ServiceDecision Delete(ServiceRecord service, string taskSetId, bool force, DateTimeOffset now) =>
        Wrong(service) ?? Find(service, taskSetId) switch
        {
            null => new ServiceDecision.Refused(ServiceRefusal.NoTaskSet),
            { Status: TaskSetStatus.Draining } draining => new ServiceDecision.Made(service, draining),
            { Status: TaskSetStatus.Primary, ScalePercent: > 0 } when !force => new ServiceDecision.Refused(ServiceRefusal.TaskSetScaledAboveZero),
            var set => Replace(service, set with { Status = TaskSetStatus.Draining, Stable = false, UpdatedAt = now }),
        };

    private static ServiceDecision? Wrong(ServiceRecord service) =>
        service.Status != ServiceStatus.Active ? new ServiceDecision.Refused(ServiceRefusal.NotActive)
        : service.DeploymentController != DeploymentController.External ? new ServiceDecision.Refused(ServiceRefusal.WrongController) : null;

    private static TaskSet? Find(ServiceRecord service, string taskSetId) => service.TaskSets.FirstOrDefault(t => t.Id == taskSetId);

    private static ServiceDecision.Made Replace(ServiceRecord service, TaskSet set) =>
        new(service with { TaskSets = [.. service.TaskSets.Select(t => t.Id == set.Id ? set : t)], Steady = false, Generation = service.Generation + 1 }, set);
}
