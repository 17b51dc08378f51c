using Berth.Domain.Health;
using Berth.Domain.Placement;

namespace Berth.Domain.Deployments;

/// <summary>
/// Chooses the next step of a service with the ECS deployment controller: what to start, what to stop. A service that only keeps what it has is a rolling deployment without older tasks. Starts are carried out
/// before stops. Source: ECS API, DeploymentConfiguration; ECS developer guide, rolling update.
/// </summary>
public static class RollingDecider
{
    public static RollingPlan Decide(RollingView view, DateTimeOffset now)
    {
        var old = view.Old.SelectMany(g => g.Tasks).ToList();
        var live = view.Fresh.Count + old.Count;
        var sound = view.Fresh.Where(t => !t.Unhealthy).ToList();
        var unhealthy = view.Fresh.Where(t => t.Unhealthy).ToList();
        var target = view.Desired + view.Extra;

        // Unhealthy tasks are replaced before they are stopped: what starts stands beside them.
        var wanted = Math.Max(0, target - sound.Count);
        var room = Math.Max(0, view.Ceiling - live);
        var starts = view.FreshState == LaunchState.Free ? Math.Min(wanted, room) : 0;

        var stops = new List<RollingStop>();
        var surplus = sound.Count - target;
        var chosen = surplus > 0 ? ScaleInChoice.Choose(sound, surplus, view.Strategy, now, view.LeaveZone) : [];

        // Where those on their way are protected, healthy ones are all that could go: they stay until others stand for them.
        var spare = Math.Max(0, view.Fresh.Concat(old).Count(t => t.Healthy) - view.Floor);
        List<JudgedTask> scaledIn = [.. chosen.Where(t => !t.Healthy || spare-- > 0)];
        var retired = Retire(view, old, sound.Count, starts, scaledIn.Count(t => t.Healthy), now);
        stops.AddRange(Unhealthy(view, sound, unhealthy, mustMakeRoom: wanted > 0 && room == 0 && retired.Count == 0));
        stops.AddRange(scaledIn.Select(t => new RollingStop(t, StopCause.Scaling)));
        stops.AddRange(retired.Select(t => new RollingStop(t, StopCause.Scaling)));

        var retiring = retired.ToLookup(t => t.Task.GroupId, StringComparer.Ordinal);
        var kept = view.Old.ToDictionary(g => g.Id, g => Math.Max(0, g.Kept - retiring[g.Id].Count()), StringComparer.Ordinal);
        var refills = Refill(view, kept, retiring, live + starts - stops.Count, room - starts);
        var spared = (surplus > 0 ? surplus - chosen.Count : 0) + Math.Min(old.Count(t => t.Task.IsProtected(now)), view.FreshState == LaunchState.Stalled ? Math.Max(0, old.Count - retired.Count - view.Desired) : old.Count);
        var acts = starts > 0 || stops.Count > 0 || refills.Count > 0;
        var noRoom = !acts && spared == 0 && wanted > 0 && room == 0 && view.FreshState == LaunchState.Free && !view.Fresh.Concat(old).Any(t => t.OnItsWay);
        return new(starts, Math.Min(starts, unhealthy.Count), refills, stops, kept, noRoom, spared);
    }

    /// <summary>
    /// An unhealthy task goes once a healthy one has taken its place; where the ceiling lets none start, one goes first, and then the next. So it is during a deployment too: an older task that the floor holds
    /// makes no room, and a deployment whose tasks are all unhealthy would neither go on nor fail.
    /// </summary>
    /// <param name="mustMakeRoom">Tasks are wanted, the ceiling lets none start, and no older one goes.</param>
    private static IEnumerable<RollingStop> Unhealthy(RollingView view, List<JudgedTask> sound, List<JudgedTask> unhealthy, bool mustMakeRoom)
    {
        if (unhealthy.Count == 0) return [];

        // What launches nothing more replaces nothing: only those go that the desired count does not need.
        var needed = Math.Max(0, view.Desired - (view.FreshState == LaunchState.Stalled ? sound.Count : sound.Count(t => t.Healthy)));
        var goes = Math.Max(0, unhealthy.Count - needed);
        if (goes == 0 && mustMakeRoom && view.FreshState == LaunchState.Free && !view.Fresh.Any(t => t.OnItsWay)) goes = 1;
        return unhealthy.OrderBy(t => t.Task.CreatedAt).ThenBy(t => t.Task.TaskId, StringComparer.Ordinal).Take(goes).Select(t => new RollingStop(t, StopCause.Unhealthy));
    }

    /// <summary>A stop spends head room above the floor; a task that is not healthy costs none. What the new revision cannot take over is kept.</summary>
    private static List<JudgedTask> Retire(RollingView view, List<JudgedTask> old, int sound, int starts, int scaledInHealthy, DateTimeOffset now)
    {
        // Of a new revision that does not start there will be no more for a while: the old one carries the service, and does not make way. For one that failed it never does; it is scaled in all the same.
        var kept = view.FreshState switch
        {
            LaunchState.Stalled => view.Desired,
            LaunchState.Throttled => Math.Max(0, view.Desired - sound - starts),
            _ => 0,
        };
        var spare = view.Fresh.Concat(old).Count(t => t.Healthy) - scaledInHealthy - view.Floor;
        var retired = new List<JudgedTask>();
        foreach (var task in old.Where(t => !t.Task.IsProtected(now)).OrderBy(t => t.Standing).ThenBy(t => t.Task.CreatedAt).ThenBy(t => t.Task.TaskId, StringComparer.Ordinal))
        {
            if (old.Count - retired.Count <= kept) break;
            if (task.Healthy && --spare < 0) break;
            retired.Add(task);
        }

        return retired;
    }

    /// <summary>While the new revision cannot launch, tasks of older ones that end are replaced by their own revision. Source: ECS developer guide, rolling update.</summary>
    private static Dictionary<string, int> Refill(RollingView view, Dictionary<string, int> kept, ILookup<string, JudgedTask> retiring, int live, int room)
    {
        var refills = new Dictionary<string, int>(StringComparer.Ordinal);
        if (view.FreshState is not (LaunchState.Throttled or LaunchState.Stalled)) return refills;
        var missing = Math.Min(view.Desired - live, room);
        foreach (var group in view.Old.Where(g => g.State == LaunchState.Free))
        {
            var count = Math.Min(missing, kept[group.Id] - (group.Tasks.Count - retiring[group.Id].Count()));
            if (count <= 0) continue;
            refills[group.Id] = count;
            missing -= count;
        }

        return refills;
    }
}
