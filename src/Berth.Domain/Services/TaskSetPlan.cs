using Berth.Domain.Deployments;
using Berth.Domain.Health;
using Berth.Domain.Placement;

namespace Berth.Domain.Services;

/// <summary>What is done next for a service whose task sets somebody else manages.</summary>
internal static class TaskSetPlan
{
    public static ServicePlan Make(ServiceSight seen)
    {
        var service = seen.Service;
        var (starts, stops, wrong, events) = (new List<TaskStarts>(), new List<TaskStop>(), new List<(string, string)>(), new List<string>());
        var sets = ServiceDecider.Same(service.TaskSets, set => Step(seen, set, starts, stops, wrong));

        // A set that was deleted goes with its last task.
        if (sets.Any(s => s.Status == TaskSetStatus.Draining && !seen.Tasks.Any(t => t.Task.GroupId == s.Id))) sets = [.. sets.Where(s => s.Status != TaskSetStatus.Draining || seen.Tasks.Any(t => t.Task.GroupId == s.Id))];
        var steady = starts.Count == 0 && stops.Count == 0 && wrong.Count == 0 && sets.All(s => s is { Stable: true, Status: not TaskSetStatus.Draining });
        var next = Steadiness.Settle(Revisions.Prune(service with { TaskSets = sets }), steady && sets.Count > 0, wrong, seen.Now, events);
        return new(next, starts, stops, events, seen.WakeAt(next, sets.Select(s => s.Throttle), waitsForProtection: true), steady ? "Every task set is stable." : "Task sets are on their way to their scale.");
    }

    private static TaskSet Step(ServiceSight seen, TaskSet set, List<TaskStarts> starts, List<TaskStop> stops, List<(string Kind, string Message)> wrong)
    {
        var service = seen.Service;
        var revision = service.Revision(set.Revision);
        var (live, desired) = (seen.Of(set.Id), set.ComputedDesiredCount(service.DesiredCount));
        var plan = TaskSetDecider.Decide(desired, live, seen.StateOf(set.Throttle, stalled: false), revision.CapacityProviderStrategy, seen.Now);
        if (plan.Starts > 0) starts.Add(new(set.Id, ZoneSpread.Place(revision, revision.CapacityProviderStrategy, [.. live.Select(t => t.Task)], plan.Starts), plan.Replaced));
        stops.AddRange(plan.Stops.Select(s => s.Cause == StopCause.Unhealthy ? ServiceSight.StopUnhealthy(s.Task) : ServiceSight.Stop(s.Task, ServiceEventTexts.Scaling(set.Id))));
        wrong.AddRange(Trouble.Of(seen, set.Id, set.Throttle, live, plan.Protected));
        var stable = TaskSetDecider.IsStable(desired, live);
        return stable == set.Stable && set.StabilityStatusAt is not null ? set : set with { Stable = stable, StabilityStatusAt = seen.Now };
    }
}
