using Berth.Domain.Deployments;
using Berth.Domain.Health;
using Berth.Domain.Placement;

namespace Berth.Domain.Services;

/// <summary>What is done next for a service with the ECS deployment controller.</summary>
internal static class DeploymentPlan
{
    /// <summary>From a steady state to the look at its zones.</summary>
    private static readonly TimeSpan BalancedAfter = TimeSpan.FromSeconds(1);

    public static ServicePlan Make(ServiceSight seen)
    {
        var events = new List<string>();
        var service = Rollout.Judge(seen.Service, seen.AlarmsInAlarm, seen.Now, events);
        if (service.Primary is not { } primary) return new(service, [], [], events, null, "The service has no deployment.");
        var fresh = seen.Of(primary.Id);
        (service, var spread) = Rebalance(service, primary, fresh, seen.Now, events);
        var view = View(seen, service, primary, fresh, spread);
        var plan = RollingDecider.Decide(view, seen.Now);
        service = service with { Deployments = Kept(service.Deployments, plan, seen) };

        var done = !plan.Acts && spread.Extra == 0 && plan.Protected == 0 && !primary.Stalled && view.Old.All(g => g.Tasks.Count == 0) && fresh.Count == service.DesiredCount && fresh.All(t => t.Healthy);
        if (done && primary.RolloutState == RolloutState.InProgress) service = Rollout.Complete(service, seen.Now, events);
        var wrong = Wrong(seen, service, plan, view);
        service = Steadiness.Settle(Revisions.Prune(service), done && !service.Rebalancing, wrong, seen.Now, events);
        var wake = seen.WakeAt(service, service.Deployments.Select(d => d.Throttle), plan.Protected > 0 || spread.Held);

        // Whether a service is spread evenly is looked at once it is steady, which nobody else tells.
        if (service.Steady && !seen.Service.Steady && ZoneBalance.Applies(service.Settings, service.DesiredCount)) wake = Earlier(wake, seen.Now + BalancedAfter);
        return new(service, Starts(seen, service, primary, fresh, plan, spread), Stops(seen, service, primary, plan), events, wake, Why(plan, view, done));
    }

    private static RollingView View(ServiceSight seen, ServiceRecord service, Deployment primary, IReadOnlyList<JudgedTask> fresh, Spread spread)
    {
        var old = service.Deployments.Where(d => !d.Primary).Select(d => new OldGroup(d.Id, d.KeptTasks, seen.Of(d.Id), seen.StateOf(d.Throttle, d.Stalled))).ToList();

        // A deployment is forgotten with its last task; one that was started for it at that moment is still to go.
        old.AddRange(seen.GroupIds.Except(service.Deployments.Select(d => d.Id), StringComparer.Ordinal).Select(id => new OldGroup(id, 0, seen.Of(id), LaunchState.Stalled)));
        var desired = service.DesiredCount;
        return new(desired, service.Settings.Floor(desired), service.Settings.Ceiling(desired), spread.Extra, fresh, seen.StateOf(primary.Throttle, primary.Stalled), old)
        {
            Strategy = service.Settings.CapacityProviderStrategy,
            LeaveZone = spread.From,
        };
    }

    /// <summary>A deployment that is over, with no task left, is INACTIVE and shown no more.</summary>
    private static IReadOnlyList<Deployment> Kept(IReadOnlyList<Deployment> deployments, RollingPlan plan, ServiceSight seen)
    {
        var kept = ServiceDecider.Same(deployments, d => plan.Kept.TryGetValue(d.Id, out var tasks) && tasks != d.KeptTasks ? d with { KeptTasks = tasks, UpdatedAt = seen.Now } : d);
        return kept.Any(IsOver) ? [.. kept.Where(d => !IsOver(d))] : kept;

        bool IsOver(Deployment d) => d is { Primary: false, KeptTasks: 0 } && seen.Of(d.Id).Count == 0;
    }

    /// <summary>A steady service whose tasks are spread unevenly gets one more where there are fewest; once that is healthy, one goes where there are most. Source: ECS developer guide, service rebalancing.</summary>
    private static (ServiceRecord Service, Spread Spread) Rebalance(ServiceRecord service, Deployment primary, IReadOnlyList<JudgedTask> fresh, DateTimeOffset now, List<string> events)
    {
        var revision = service.Revision(primary.Revision);
        var settled = primary.RolloutState == RolloutState.Completed && ZoneBalance.Applies(service.Settings, service.DesiredCount) && revision.Zones.Count > 1;
        if (!settled) return (service.Rebalancing ? service with { Rebalancing = false } : service, new(0, null, null));
        var zones = ZoneSpread.Counts(revision.Zones, [.. fresh.Select(t => t.Task)]);
        var whole = fresh.Count == service.DesiredCount && fresh.All(t => t.Healthy);
        if (!service.Rebalancing && !(service.Steady && whole && !ZoneBalance.IsBalanced(zones))) return (service, new(0, null, null));

        // Where only protected tasks could go, one that is started would be the one that goes again.
        if ((fresh.Count > service.DesiredCount || !ZoneBalance.IsBalanced(zones)) && fresh.Where(t => t.Task.AvailabilityZone == ZoneSpread.Richest(zones)).All(t => t.Task.IsProtected(now)))
        {
            if (service.Rebalancing) events.Add(ServiceEventTexts.StoppedRebalancing(service.Name));
            return (service with { Rebalancing = false }, new(0, null, null, Held: true));
        }

        if (!service.Rebalancing)
        {
            events.Add(ServiceEventTexts.NotBalanced(service.Name, zones));
            return (service with { Rebalancing = true }, new(1, ZoneSpread.Poorest(zones), null));
        }

        if (fresh.Count > service.DesiredCount) return (service, fresh.All(t => t.Healthy) ? new(0, null, ZoneSpread.Richest(zones)) : new(fresh.Count - service.DesiredCount, null, null));
        if (!whole) return (service, new(0, null, null));
        if (!ZoneBalance.IsBalanced(zones)) return (service, new(1, ZoneSpread.Poorest(zones), null));
        events.Add(ServiceEventTexts.Balanced(service.Name, zones));
        return (service with { Rebalancing = false }, new(0, null, null));
    }

    private static List<TaskStarts> Starts(ServiceSight seen, ServiceRecord service, Deployment primary, IReadOnlyList<JudgedTask> fresh, RollingPlan plan, Spread spread)
    {
        var starts = new List<TaskStarts>();
        var strategy = service.Settings.CapacityProviderStrategy;
        if (plan.Starts > 0)
        {
            var (revision, live) = (service.Revision(primary.Revision), fresh.Select(t => t.Task).ToList());
            starts.Add(spread.Into is { } zone && plan.Starts == 1
                ? new(primary.Id, [ZoneSpread.PlaceIn(revision, zone, strategy, live)], 0, zone)
                : new(primary.Id, ZoneSpread.Place(revision, strategy, live, plan.Starts), plan.Replaced));
        }

        foreach (var (groupId, count) in plan.Refills)
            if (service.RevisionOf(groupId) is { } revision) starts.Add(new(groupId, ZoneSpread.Place(revision, strategy, [.. seen.Of(groupId).Select(t => t.Task)], count)));
        return starts;
    }

    private static List<TaskStop> Stops(ServiceSight seen, ServiceRecord service, Deployment primary, RollingPlan plan) =>
        [.. plan.Stops.Select(s => s.Cause == StopCause.Unhealthy ? ServiceSight.StopUnhealthy(s.Task)
            : service.Rebalancing && s.Task.Task.GroupId == primary.Id ? ServiceSight.Stop(s.Task, ServiceEventTexts.Rebalancing(primary.Id), s.Task.Task.AvailabilityZone)
            : ServiceSight.Stop(s.Task, ServiceEventTexts.Scaling(primary.Id)))];

    private static IEnumerable<(string Kind, string Message)> Wrong(ServiceSight seen, ServiceRecord service, RollingPlan plan, RollingView view)
    {
        foreach (var deployment in service.Deployments)
            foreach (var trouble in Trouble.Of(seen, deployment.Id, deployment.Throttle, seen.Of(deployment.Id), deployment.Primary ? plan.Protected : 0)) yield return trouble;
        if (plan.NoRoom && (view.Old.Count > 0 || view.Ceiling < view.Desired)) yield return ("configuration", ServiceEventTexts.NoRoomToDeploy(service.Name));
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    private static string Why(RollingPlan plan, RollingView view, bool done) =>
        done ? "The service is steady."
        : plan.NoRoom ? "Floor and ceiling of the deployment configuration leave nothing to start and nothing to stop."
        : view.FreshState switch
        {
            LaunchState.Stalled => "The deployment failed and nothing is rolled back; nothing more is launched.",
            LaunchState.Throttled => "Tasks do not start; the next try comes later.",
            LaunchState.Short => "Tasks find no room; the next try comes later.",
            _ when plan.Protected > 0 => "Protected tasks stay until their protection ends.",
            _ => "Tasks are started and stopped, and new ones become healthy.",
        };

    /// <param name="Extra">Tasks wanted above the desired count.</param>
    /// <param name="Into">The zone of the one that is started for it.</param>
    /// <param name="From">The zone that one goes from.</param>
    /// <param name="Held">Only protected tasks could go.</param>
    private sealed record Spread(int Extra, string? Into, string? From, bool Held = false);
}
