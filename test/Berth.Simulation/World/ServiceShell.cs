using Berth.Domain.Deployments;
using Berth.Domain.Invariants;
using Berth.Domain.Services;
using Berth.Simulation.Kernel;

namespace Berth.Simulation.World;

/// <summary>A service's owner: observe, decide, commit, act, say, sleep, with time between each, so that anything can happen there. What it keeps is in memory alone.</summary>
internal sealed class ServiceShell(string name, ControlPlane plane, Dice dice, History history)
{
    private (ServiceRecord Record, long Version)? row = plane.Read(name);
    private PlacementShortage? shortage;
    private bool passing;
    private bool again;
    private long alarm;

    /// <summary>Nobody keeps two owners for long.</summary>
    public bool Dead { get; set; }

    public void Wake()
    {
        if (passing)
        {
            again = true;
            return;
        }

        passing = true;
        plane.In(Moment(), Observe);
    }

    /// <summary>What a caller wants of the service, on what this owner believes that the row is.</summary>
    /// <returns>Null when somebody else wrote the row meanwhile.</returns>
    public ServiceDecision? Change(Func<ServiceRecord?, ServiceDecision> change)
    {
        var decision = change(row?.Record);
        if (decision is not ServiceDecision.Made made || made.Service == row?.Record) return decision;
        if (!Commit(made.Service, made.Events)) return null;
        Wake();
        return decision;
    }

    private void Observe()
    {
        if (Dead || row is not { Record: { Status: not ServiceStatus.Inactive } record })
        {
            passing = false;
            return;
        }

        var (tasks, ended) = plane.Cluster.Observe(name, record.AccountedThrough, record.Generation);
        plane.In(Moment(), () => Decide(record, tasks, ended));
    }

    private void Decide(ServiceRecord observed, IReadOnlyList<ServiceTask> tasks, IReadOnlyList<ServiceTask> ended)
    {
        var (now, record) = (plane.Time.Now, row!.Value.Record);
        if (record.Status == ServiceStatus.Inactive || record.CreatedAt != observed.CreatedAt)
        {
            End(now);
            return;
        }

        var alarms = record.Settings.Alarms is { } settings ? settings.AlarmNames.Where(plane.AlarmsInAlarm.Contains).ToList() : [];
        var snapshot = new ServiceSnapshot(record, tasks, ended, shortage, alarms);
        var plan = ServiceDecider.Decide(snapshot, now);
        if (!ReferenceEquals(plan.Service, record)) history.Tell(() => Show(snapshot, plan, now));
        if (PassInvariants.Broken(snapshot, plan, now) is { Count: > 0 } broken) throw new BrokenException(string.Join('\n', broken));
        if (!ReferenceEquals(plan.Service, record) && !Commit(plan.Service, plan.Events))
        {
            End(now);
            return;
        }

        // Where nothing is started any more though it may be, nothing is short any more.
        if (shortage is { } shorts && shorts.RetryAt <= now && plan.Starts.All(s => s.GroupId != shorts.GroupId)) (shortage, again) = (null, true);
        plane.In(Moment(), () => Act(plan, 0, []));
    }

    /// <summary>The row's version refuses a second owner, who then reads what the first one wrote.</summary>
    private bool Commit(ServiceRecord record, IReadOnlyList<string> said)
    {
        if (plane.Commit(row?.Version ?? 0, record, said))
        {
            row = (record, (row?.Version ?? 0) + 1);
            return true;
        }

        history.Tell(() => $"{name}: somebody else wrote the row");
        row = plane.Read(name);
        return false;
    }

    /// <summary>One order after the other, starts first.</summary>
    private void Act(ServicePlan plan, int step, List<string> said)
    {
        if (step < plan.Starts.Count)
        {
            // Somebody wants something else meanwhile: the next pass knows.
            if (ReferenceEquals(row?.Record, plan.Service) && Start(plan, plan.Starts[step], said)) plane.In(Moment(), () => Act(plan, step + 1, said));
            else End(plane.Time.Now);
            return;
        }

        if (plan.Stops.Count > 0) plane.Cluster.Stop(name, plan.Service.Generation, plan.Stops);
        if (plan.Stops.Where(s => !s.WasPending).Select(s => s.TaskId).ToList() is { Count: > 0 } stopped) said.Add(ServiceEventTexts.StoppedRunning(name, stopped));
        plane.Say(name, said);
        End(plan.Acts ? plane.Time.Now : plan.WakeAt is null || shortage?.RetryAt < plan.WakeAt ? shortage?.RetryAt ?? plan.WakeAt : plan.WakeAt);
    }

    private bool Start(ServicePlan plan, TaskStarts starts, List<string> said)
    {
        var revision = plan.Service.RevisionOf(starts.GroupId)!;
        if (plane.Cluster.Start(name, plan.Service.Generation, starts.GroupId, revision, starts.Places) is not { } outcome)
        {
            history.Tell(() => $"{name}: a newer owner was there");
            row = plane.Read(name);
            return false;
        }

        if (outcome.TaskIds.Count > 0) CheckCeiling(plan.Service);
        if (outcome.TaskIds.Count > 0) said.Add(ServiceEventTexts.Started(name, outcome.TaskIds, starts.Replaced, starts.RebalancedInto));
        shortage = outcome.Shortage is { } reason ? new(reason, starts.GroupId, starts.Places.Count - outcome.TaskIds.Count, plane.Time.Now + dice.Seconds(5, 60)) : shortage?.GroupId == starts.GroupId ? null : shortage;
        if (outcome.Shortage is { } why) history.Tell(() => $"{name}: {starts.GroupId} finds no room ({why})");
        return true;
    }

    /// <summary>Also of what two owners did.</summary>
    private void CheckCeiling(ServiceRecord service)
    {
        var live = plane.Cluster.Of(name).Count(t => t is { StopDesired: false, LastStatus: <= Domain.Tasks.TaskStatus.Running });
        if (service.DeploymentController == DeploymentController.Ecs && live > service.Settings.Ceiling(service.DesiredCount)) throw new BrokenException($"Service {name} has {live} tasks, and was started some above its ceiling of {service.Settings.Ceiling(service.DesiredCount)}.");
    }

    private void End(DateTimeOffset? wakeAt)
    {
        passing = false;
        var mine = ++alarm;
        if (again || wakeAt <= plane.Time.Now)
        {
            again = false;
            Wake();
        }
        else if (wakeAt is { } at)
        {
            plane.In(at - plane.Time.Now, () =>
            {
                if (mine == alarm) Wake();
            });
        }
    }

    private TimeSpan Moment() => dice.Chance(plane.Weather.Late / 4) ? dice.Seconds(0.1, 5) : dice.Seconds(0.001, 0.02);

    private string Show(ServiceSnapshot seen, ServicePlan plan, DateTimeOffset now)
    {
        var tasks = string.Join(' ', seen.Tasks.Select(t => $"{t.TaskId}{Mark(Domain.Health.ServiceHealth.Judge(t, seen.Service.Settings.HealthCheckGracePeriodSeconds, now).Standing)}{(t.IsProtected(now) ? "p" : "")}({t.GroupId[^3..]})"));
        var deployments = string.Join(' ', plan.Service.Deployments.Select(d => $"{d.Id[^3..]}{(d.Primary ? "*" : "")}{d.RolloutState}:{d.KeptTasks}/{d.FailedTasks}f/{d.Throttle.Rounds}r"));
        return $"{name} g{plan.Service.Generation} {plan.Service.Status} desired {plan.Service.DesiredCount} [{plan.Service.Settings.Floor(plan.Service.DesiredCount)}..{plan.Service.Settings.Ceiling(plan.Service.DesiredCount)}] {deployments} | {tasks} | " +
            $"start {string.Join(',', plan.Starts.Select(s => $"{s.Places.Count}({s.GroupId[^3..]})"))} stop {string.Join(',', plan.Stops.Select(s => s.TaskId))} | {plan.Why}";
    }

    private static char Mark(Domain.Health.TaskStanding standing) => standing switch
    {
        Domain.Health.TaskStanding.Healthy => '+',
        Domain.Health.TaskStanding.Settling => '?',
        Domain.Health.TaskStanding.Unhealthy => '!',
        Domain.Health.TaskStanding.Starting => '~',
        _ => '-',
    };
}
