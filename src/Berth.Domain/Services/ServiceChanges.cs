using Berth.Domain.Deployments;

namespace Berth.Domain.Services;

/// <summary>What callers may do to a service, and what becomes of it. Source: ECS API, CreateService, UpdateService, DeleteService, StopServiceDeployment.</summary>
public static class ServiceChanges
{
    /// <summary>Of the service deployment, in the form of ECS's sentence for the circuit breaker; this cause is told nowhere.</summary>
    public const string RolledBackOnRequest = "Service deployment rolled back because it was stopped on request.";

    /// <summary>Our words: ECS tells none.</summary>
    public const string StoppedOnRequest = "Service deployment stopped on request.";

    /// <param name="earlier">The INACTIVE one of this name, when its row is still there: what the cluster saw of it must not be mistaken for the new one's.</param>
    /// <param name="inAlarm">Alarms that are in ALARM now.</param>
    public static ServiceRecord Create(ServiceDraft draft, ServiceRecord? earlier, IReadOnlyList<string> inAlarm, NewIds ids, DateTimeOffset now)
    {
        var service = new ServiceRecord
        {
            Name = draft.Name,
            Arn = draft.Arn,
            ClusterName = draft.ClusterName,
            ClusterArn = draft.ClusterArn,
            DeploymentController = draft.Controller,
            DesiredCount = draft.DesiredCount,
            Settings = draft.Settings,
            Tags = draft.Tags,
            RequestHash = draft.RequestHash,
            CreatedBy = draft.CreatedBy,
            CreatedAt = now,
            AccountedThrough = earlier?.AccountedThrough ?? 0,
            Generation = (earlier?.Generation ?? 0) + 1,
        };
        return draft.Controller switch
        {
            DeploymentController.Ecs when draft.Revision is { } revision =>
                Deploy(service, ServiceRevisions.Make(service.Arn, revision, service.Settings, ids.RevisionNumber, now), new Dictionary<string, GroupCounts>(), inAlarm, ids, now).Service,
            DeploymentController.External when draft.Revision is null => service,
            _ => throw new ArgumentException($"A service with the controller {draft.Controller} cannot be made like this.", nameof(draft)),
        };
    }

    /// <param name="counts">Tasks by deployment that run or are on their way.</param>
    /// <param name="inAlarm">Alarms that are in ALARM now.</param>
    public static ServiceDecision Change(
        ServiceRecord service, ServiceChange change, IReadOnlyDictionary<string, GroupCounts> counts, IReadOnlyList<string> inAlarm, NewIds ids, DateTimeOffset now)
    {
        if (service.Status != ServiceStatus.Active) return Refuse(ServiceRefusal.NotActive);
        if ((change.Settings ?? (object?)change.Revision) is not null && change.SettingsVersion != service.Generation) return Refuse(ServiceRefusal.ChangedMeanwhile);
        if (service.DeploymentController != DeploymentController.Ecs && (change.Revision is not null || change.ForceNewDeployment)) return Refuse(ServiceRefusal.WrongController);
        var desired = change.DesiredCount ?? service.DesiredCount;
        var next = service with
        {
            DesiredCount = desired,
            Settings = change.Settings ?? service.Settings,
            Steady = service.Steady && desired == service.DesiredCount,

            // Whoever updates a service that cannot start its tasks has mended something.
            Deployments = [.. service.Deployments.Select(d => d.Primary ? d with { Throttle = StartThrottle.None } : d)],
            TaskSets = [.. service.TaskSets.Select(t => t with { Throttle = StartThrottle.None, Stable = t.Stable && t.ComputedDesiredCount(desired) == t.ComputedDesiredCount(service.DesiredCount) })],
            ServiceDeployment = service.ServiceDeployment is { Over: false } open ? open with { RequestedTaskCount = desired, UpdatedAt = now } : service.ServiceDeployment,
            Generation = service.Generation + 1,
        };
        if (service.Primary is not { } primary) return new ServiceDecision.Made(next);
        var running = service.Revision(primary.Revision);
        return change.Revision is { } draft && !ServiceRevisions.Runs(running, draft)
            ? Deploy(next, ServiceRevisions.Make(service.Arn, draft, next.Settings, ids.RevisionNumber, now), counts, inAlarm, ids, now)
            : change.ForceNewDeployment ? Deploy(next, ServiceRevisions.Again(service.Arn, running, next.Settings, ids.RevisionNumber, now), counts, inAlarm, ids, now) : new ServiceDecision.Made(next);
    }

    /// <param name="force">Also when it is scaled above zero, or has task sets.</param>
    /// <param name="unfinished">Its tasks that are not STOPPED.</param>
    public static ServiceDecision Delete(ServiceRecord service, bool force, int unfinished, DateTimeOffset now)
    {
        if (service.Status != ServiceStatus.Active) return Refuse(ServiceRefusal.NotActive);
        if (!force && service.DeploymentController == DeploymentController.External && service.TaskSets.Count > 0) return Refuse(ServiceRefusal.HasTaskSets);
        if (!force && service.DesiredCount > 0) return Refuse(ServiceRefusal.ScaledAboveZero);
        var draining = service with
        {
            Status = ServiceStatus.Draining,
            DesiredCount = 0,
            TaskSets = [.. service.TaskSets.Select(t => t with { Status = TaskSetStatus.Draining, UpdatedAt = now })],
            ServiceDeployment = Ended(service, ServiceDeployments.ServiceDeleted, now),
            Rebalancing = false,
            Steady = false,
            Generation = service.Generation + 1,
        };
        return new ServiceDecision.Made(unfinished == 0 ? Inactive(draining, now) : draining);
    }

    /// <summary>None of its tasks is left.</summary>
    public static ServiceRecord Inactive(ServiceRecord service, DateTimeOffset now) => service with
    {
        Status = ServiceStatus.Inactive,
        Deployments = [],
        TaskSets = [],
        Revisions = [],
        LastCompleted = null,
        Standing = [],
        DeletedAt = now,
    };

    /// <param name="serviceDeploymentId">The last part of its ARN.</param>
    /// <param name="counts">Tasks by deployment that run or are on their way.</param>
    public static ServiceDecision StopDeployment(ServiceRecord service, string serviceDeploymentId, bool rollback, IReadOnlyDictionary<string, GroupCounts> counts, DateTimeOffset now)
    {
        if (service.Status != ServiceStatus.Active) return Refuse(ServiceRefusal.NotActive);
        if (service.ServiceDeployment is not { } current || current.Id != serviceDeploymentId || service.Primary is not { } primary) return Refuse(ServiceRefusal.NoServiceDeployment);
        if (current.Over || current.Rollback is not null) return Refuse(ServiceRefusal.DeploymentOver);
        var counted = service with { ServiceDeployment = current with { FinalRunningCount = Running(counts, primary.Id) }, Generation = service.Generation + 1 };
        if (!rollback) return new ServiceDecision.Made(Rollback.Stall(counted, "ECS deployment stopped on request.", StoppedOnRequest, now));
        if (service.LastCompleted is not { } goal) return Refuse(ServiceRefusal.NothingToRollBackTo);
        return new ServiceDecision.Made(
            Rollback.Begin(counted, $"ECS deployment stopped on request: rolling back to deploymentId {goal.DeploymentId}.", RolledBackOnRequest, now))
        {
            Events = [ServiceEventTexts.RollingBack(service.Name, goal.DeploymentId)],
        };
    }

    /// <returns>Null when its tags are not <paramref name="old"/> any more.</returns>
    public static ServiceRecord? Tag(ServiceRecord service, string? taskSetId, IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> old)
    {
        var set = service.TaskSets.FirstOrDefault(t => t.Id == taskSetId);
        if (taskSetId is not null && set is null) return null;
        var there = set?.Tags ?? service.Tags;
        if (there.Count != old.Count || there.Except(old).Any()) return null;
        return set is null
            ? service with { Tags = tags, Generation = service.Generation + 1 }
            : service with { TaskSets = [.. service.TaskSets.Select(t => t.Id == set.Id ? t with { Tags = tags } : t)], Generation = service.Generation + 1 };
    }

    /// <summary>A new deployment becomes PRIMARY. The one before keeps the tasks that it has until the new one's stand for them.</summary>
    private static ServiceDecision.Made Deploy(
        ServiceRecord service, ServiceRevision revision, IReadOnlyDictionary<string, GroupCounts> counts, IReadOnlyList<string> inAlarm, NewIds ids, DateTimeOffset now)
    {
        var fresh = new Deployment
        {
            Id = ids.DeploymentId,
            Revision = revision.Number,
            Primary = true,
            RolloutState = RolloutState.InProgress,
            RolloutStateReason = Rollback.InProgress(ids.DeploymentId),
            IgnoredAlarms = service.Settings.Alarms is { Enable: true } alarms ? [.. alarms.AlarmNames.Intersect(inAlarm, StringComparer.Ordinal)] : [],
            CreatedAt = now,
            UpdatedAt = now,
        };
        var next = Revisions.Prune(service with
        {
            Deployments = [fresh, .. service.Deployments.Select(d => d.Primary ? Superseded(d, counts.GetValueOrDefault(d.Id), service.DesiredCount, now) : d)],
            Revisions = [revision, .. service.Revisions],
            Rebalancing = false,
            Steady = false,
        });
        return new(next with { ServiceDeployment = ServiceDeployments.Begin(next, ids.ServiceDeploymentId, Sources(service, counts), now) })
        {
            Superseded = service.ServiceDeployment is { Over: false } ? Ended(service with { ServiceDeployment = Counted(service, counts) }, ServiceDeployments.Superseded, now) : null,
        };
    }

    private static Deployment Superseded(Deployment earlier, GroupCounts live, int desired, DateTimeOffset now) =>
        earlier with { Primary = false, KeptTasks = Math.Min(live.Running + live.Pending, desired), UpdatedAt = now };

    private static IReadOnlyList<SourceRevision> Sources(ServiceRecord service, IReadOnlyDictionary<string, GroupCounts> counts) =>
        [.. service.Deployments.Where(d => d.Primary || counts.GetValueOrDefault(d.Id) != default).Select(d =>
        {
            var live = counts.GetValueOrDefault(d.Id);
            return new SourceRevision(service.Revision(d.Revision).Arn, d.Primary ? service.DesiredCount : d.KeptTasks, live.Running, live.Pending);
        })];

    private static ServiceDeploymentRecord? Counted(ServiceRecord service, IReadOnlyDictionary<string, GroupCounts> counts) =>
        service is { ServiceDeployment: { Over: false } open, Primary: { } primary } ? open with { FinalRunningCount = Running(counts, primary.Id) } : service.ServiceDeployment;

    private static ServiceDeploymentRecord? Ended(ServiceRecord service, string reason, DateTimeOffset now) =>
        service.ServiceDeployment is { Over: false } open ? ServiceDeployments.Stop(open, reason, service.Primary?.FailedTasks ?? 0, now) : service.ServiceDeployment;

    private static int Running(IReadOnlyDictionary<string, GroupCounts> counts, string groupId) => counts.GetValueOrDefault(groupId).Running;

    private static ServiceDecision Refuse(ServiceRefusal reason) => new ServiceDecision.Refused(reason);
}

/// <summary>Tasks of one deployment or task set.</summary>
public readonly record struct GroupCounts(int Running, int Pending);
