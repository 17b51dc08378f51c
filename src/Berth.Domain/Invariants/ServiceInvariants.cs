using Berth.Domain.Deployments;
using Berth.Domain.Services;

namespace Berth.Domain.Invariants;

/// <summary>What must hold of a service's record, and of each change of it, whoever makes it. Each sentence names what is broken.</summary>
public static class ServiceInvariants
{
    public static IEnumerable<string> Broken(ServiceRecord service)
    {
        var name = service.Name;
        var primaries = service.Deployments.Count(d => d.Primary);
        if (service is { Status: ServiceStatus.Active, DeploymentController: DeploymentController.Ecs } && primaries != 1) yield return $"Service {name} has {primaries} PRIMARY deployments.";
        if (service.DeploymentController == DeploymentController.External && service.Deployments.Count > 0) yield return $"Service {name} has deployments, and its controller is EXTERNAL.";
        if (service.TaskSets.Count(t => t.Status == TaskSetStatus.Primary) > 1) yield return $"Service {name} has two PRIMARY task sets.";
        if (service.Status == ServiceStatus.Inactive && service.Deployments.Count + service.TaskSets.Count > 0) yield return $"Service {name} is INACTIVE and has deployments.";
        if (service.Deployments.Select(d => d.Id).Concat(service.TaskSets.Select(t => t.Id)).Distinct(StringComparer.Ordinal).Count() < service.Deployments.Count + service.TaskSets.Count) yield return $"Service {name} has one deployment twice.";
        var revisions = service.Revisions.Select(r => r.Number).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in service.Deployments.Select(d => d.Revision).Concat(service.TaskSets.Select(t => t.Revision)).Append(service.LastCompleted?.Revision).OfType<string>().Where(r => !revisions.Contains(r)))
            yield return $"Service {name} names the revision {missing}, which is gone.";
        foreach (var deployment in service.Deployments)
        {
            if (deployment.KeptTasks < 0 || (deployment.Primary && deployment.KeptTasks != 0)) yield return $"{deployment.Id} keeps {deployment.KeptTasks} tasks.";
            if (deployment.FailedTasks < 0) yield return $"{deployment.Id} has {deployment.FailedTasks} failed tasks.";
        }

        if (service.LastCompleted is { } last && service.Primary is { RolloutState: not RolloutState.Completed } primary && primary.Id == last.DeploymentId) yield return $"{last.DeploymentId} is on its way and what its service goes back to.";
        if (service is { Steady: true, Rebalancing: true }) yield return $"Service {name} is steady and moves tasks between zones.";
        if (service.Standing.Count > StandingEvents.Max) yield return $"Service {name} remembers {service.Standing.Count} things that are wrong.";
        if (service.ServiceDeployment is { } history && history.Over != (history.FinishedAt is not null)) yield return $"The service deployment {history.Id} is {history.Status} and was finished {history.FinishedAt}.";
    }

    public static IEnumerable<string> Broken(ServiceRecord before, ServiceRecord after)
    {
        var name = after.Name;
        if (after.Generation <= before.Generation) yield return $"Service {name} changed and its generation went from {before.Generation} to {after.Generation}.";
        if (after.AccountedThrough < before.AccountedThrough) yield return $"Service {name} would account for endings again.";
        if (after.CreatedAt != before.CreatedAt)
        {
            if (before.Status != ServiceStatus.Inactive) yield return $"Service {name} was made anew while it was {before.Status}.";
            yield break;
        }

        if (after.Status < before.Status) yield return $"Service {name} went back from {before.Status} to {after.Status}.";
        foreach (var old in before.Deployments)
        {
            if (after.Deployments.FirstOrDefault(d => d.Id == old.Id) is not { } now) continue;
            if (!old.Primary && !now.Primary && now.KeptTasks > old.KeptTasks) yield return $"{now.Id} is not PRIMARY and keeps more tasks than before: {old.KeptTasks} became {now.KeptTasks}.";
            if (!old.Primary && now.Primary && now.Id != before.LastCompleted?.DeploymentId) yield return $"{now.Id} became PRIMARY again and had never completed.";
            if (old.RolloutState == RolloutState.Failed && now.RolloutState != RolloutState.Failed) yield return $"{now.Id} was FAILED and is {now.RolloutState}.";
            if (old.RolloutState == RolloutState.Completed && now.RolloutState == RolloutState.InProgress && (old.Primary || !now.Primary)) yield return $"{now.Id} was COMPLETED and goes on.";
        }

        if (before.ServiceDeployment is { Over: true } over && after.ServiceDeployment is { } history && history.Id == over.Id && history.Status != over.Status) yield return $"The service deployment {over.Id} was {over.Status} and is {history.Status}.";
    }
}
