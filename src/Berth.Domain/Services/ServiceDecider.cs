using Berth.Domain.Deployments;
using Berth.Domain.Health;

namespace Berth.Domain.Services;

/// <summary>
/// Chooses everything that happens to a service: what is started and stopped, when a deployment is over, what the service says. Pure: same input, same plan. It looks at what is, so that a plan that was lost is
/// made anew; only endings of tasks are counted, each once.
/// </summary>
public static class ServiceDecider
{
    public static ServicePlan Decide(ServiceSnapshot snapshot, DateTimeOffset now)
    {
        var before = snapshot.Service;
        if (before.Status == ServiceStatus.Inactive) return new(before, [], [], [], null, "The service is INACTIVE.");
        var seen = new ServiceSight(snapshot with { Service = Account(snapshot, now) }, now);
        var plan = seen.Service switch
        {
            { Status: ServiceStatus.Draining } => Drain(seen),
            { DeploymentController: DeploymentController.External } => TaskSetPlan.Make(seen),
            _ => DeploymentPlan.Make(seen),
        };
        return plan.Service == before && !plan.Acts && plan.Events.Count == 0 ? plan with { Service = before } : plan with { Service = plan.Service with { Generation = before.Generation + 1 } };
    }

    private static ServiceRecord Account(ServiceSnapshot snapshot, DateTimeOffset now)
    {
        var service = snapshot.Service;
        var tasks = snapshot.Tasks.ToLookup(t => t.GroupId, StringComparer.Ordinal);
        var ended = snapshot.Ended.ToLookup(t => t.GroupId, StringComparer.Ordinal);
        return service with
        {
            AccountedThrough = snapshot.Ended.Count == 0 ? service.AccountedThrough : Math.Max(service.AccountedThrough, snapshot.Ended.Max(t => t.EndSequence)),
            Deployments = Same(service.Deployments, d => FailureAccount.Settle(d, [.. tasks[d.Id]], [.. ended[d.Id]], service.Settings.CircuitBreaker.ResetOnHealthyTask, now)),
            TaskSets = Same(service.TaskSets, t => t with { Throttle = FailureAccount.Throttle(t.Throttle, [.. tasks[t.Id], .. ended[t.Id]], [.. ended[t.Id]], now) }),
        };
    }

    /// <summary>A deleted service stops all that it has, protected or not: who deletes it means it. INACTIVE once every task is STOPPING or STOPPED. Source: ECS API, DeleteService.</summary>
    private static ServicePlan Drain(ServiceSight seen)
    {
        var live = seen.Tasks.Where(t => t.Live).ToList();
        if (live.Count > 0) return new(seen.Service, [], [.. live.Select(t => ServiceSight.Stop(t, ServiceEventTexts.Scaling(t.Task.GroupId)) with { EvenProtected = true })], [], null, "The service's tasks are stopped.");
        if (seen.Tasks.Any(t => t.Task.Status < Tasks.TaskStatus.Stopping)) return new(seen.Service, [], [], [], null, "The service's tasks are being stopped.");
        return new(ServiceChanges.Inactive(seen.Service, seen.Now), [], [], [], null, "The service is INACTIVE.");
    }

    /// <summary>The same list when nothing changed, so that nothing is written.</summary>
    internal static IReadOnlyList<T> Same<T>(IReadOnlyList<T> list, Func<T, T> change)
        where T : class
    {
        IReadOnlyList<T> changed = [.. list.Select(change)];
        return changed.SequenceEqual(list) ? list : changed;
    }
}
