using Berth.Domain.Deployments;
using Berth.Domain.Health;
using Berth.Domain.Placement;
using Berth.Domain.Services;

namespace Berth.Domain.Invariants;

/// <summary>
/// What must hold of each step that is chosen for a service, given what was seen: tasks may fail by themselves and take the service below its floor; nobody may push it there. Each sentence names what is broken.
/// </summary>
public static class PassInvariants
{
    public static IReadOnlyList<string> Broken(ServiceSnapshot seen, ServicePlan plan, DateTimeOffset now)
    {
        var judged = seen.Tasks.Select(t => ServiceHealth.Judge(t, plan.Service.Settings.HealthCheckGracePeriodSeconds, now)).ToDictionary(t => t.Task.TaskId, StringComparer.Ordinal);
        return
        [
            .. OfRecord(seen, plan, now),
            .. OfStops(seen, plan, judged, now),
            .. OfStarts(plan),
            .. plan.Service is { Status: ServiceStatus.Active, DeploymentController: DeploymentController.Ecs } ? [.. OfCounts(plan, judged), .. OfBases(plan, judged)] : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> OfRecord(ServiceSnapshot seen, ServicePlan plan, DateTimeOffset now)
    {
        var same = ReferenceEquals(plan.Service, seen.Service);
        if (!same)
        {
            foreach (var broken in ServiceInvariants.Broken(plan.Service)) yield return broken;
            foreach (var broken in ServiceInvariants.Broken(seen.Service, plan.Service)) yield return broken;
        }

        if (same && (plan.Acts || plan.Events.Count > 0)) yield return $"Service {seen.Service.Name} acts under a generation that it acted under before.";
        if (plan.WakeAt <= now) yield return $"Service {seen.Service.Name} would wake at {plan.WakeAt:O}, which is not to come any more.";
        if (seen.Ended.Count > 0 && plan.Service.AccountedThrough < seen.Ended.Max(t => t.EndSequence)) yield return $"Service {seen.Service.Name} saw an ending and did not account for it.";
    }

    private static IEnumerable<string> OfStops(ServiceSnapshot seen, ServicePlan plan, Dictionary<string, JudgedTask> judged, DateTimeOffset now)
    {
        if (plan.Stops.DistinctBy(s => s.TaskId, StringComparer.Ordinal).Count() < plan.Stops.Count) yield return "A task is stopped twice.";
        foreach (var stop in plan.Stops)
        {
            if (!judged.TryGetValue(stop.TaskId, out var task) || !task.Live) yield return $"Task {stop.TaskId} is stopped, and is not there or ends already.";
            else if (seen.Service.Status == ServiceStatus.Active && !task.Unhealthy && task.Task.IsProtected(now)) yield return $"Task {stop.TaskId} is protected and stopped: {stop.Reason}.";
            else if (stop.Reason == FailureAccount.FailedContainerHealthChecks && !task.Unhealthy) yield return $"Task {stop.TaskId} is {task.Standing} and stopped for failed health checks.";
        }
    }

    private static IEnumerable<string> OfStarts(ServicePlan plan)
    {
        foreach (var start in plan.Starts)
        {
            if (plan.Service.Status != ServiceStatus.Active) yield return $"Service {plan.Service.Name} is {plan.Service.Status} and starts tasks.";
            if (start.Places.Count == 0) yield return $"No task of {start.GroupId} is started.";
            if (plan.Service.RevisionOf(start.GroupId) is not { } revision) yield return $"Tasks of {start.GroupId} are started, which is gone.";
            else if (start.Places.Any(p => !revision.Subnets.Contains(new(p.SubnetId, p.AvailabilityZone)))) yield return $"A task of {start.GroupId} is started outside its subnets.";
            if (plan.Service.Deployments.FirstOrDefault(d => d.Id == start.GroupId) is { RolloutState: RolloutState.Failed }) yield return $"{start.GroupId} is FAILED and tasks of it are started.";
        }
    }

    /// <summary>Never a healthy task stopped below the floor, never one started above the ceiling. Starts come before stops.</summary>
    private static IEnumerable<string> OfCounts(ServicePlan plan, Dictionary<string, JudgedTask> judged)
    {
        var (desired, settings) = (plan.Service.DesiredCount, plan.Service.Settings);
        var (live, starts) = (judged.Values.Count(t => t.Live), plan.Starts.Sum(s => s.Places.Count));
        if (starts > 0 && live + starts > settings.Ceiling(desired)) yield return $"Service {plan.Service.Name} has {live} tasks and starts {starts}; its ceiling is {settings.Ceiling(desired)}.";
        var healthy = judged.Values.Count(t => t.Healthy);
        var stopped = plan.Stops.Count(s => judged.TryGetValue(s.TaskId, out var task) && task.Healthy);
        if (stopped > 0 && healthy - stopped < settings.Floor(desired)) yield return $"Service {plan.Service.Name} has {healthy} healthy tasks and stops {stopped} of them; its floor is {settings.Floor(desired)}.";
    }

    /// <summary>A task that is started goes to the provider whose base is not full, if there is one.</summary>
    private static IEnumerable<string> OfBases(ServicePlan plan, Dictionary<string, JudgedTask> judged)
    {
        if (plan.Service.Settings.CapacityProviderStrategy.FirstOrDefault(s => s.Base > 0) is not { } based) yield break;
        foreach (var start in plan.Starts)
        {
            var there = judged.Values.Count(t => t.Live && t.Task.GroupId == start.GroupId && t.Task.CapacityProvider == based.Provider);
            var given = start.Places.Count(p => p.CapacityProvider == based.Provider);
            if (given < Math.Min(based.Base - there, start.Places.Count)) yield return $"{start.GroupId} has {there} tasks on {based.Provider}, of a base of {based.Base}, and {given} of {start.Places.Count} more are started there.";
        }
    }
}
