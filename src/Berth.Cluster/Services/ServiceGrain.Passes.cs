using Berth.Contracts.Clusters;
using Berth.Domain.Deployments;
using Berth.Domain.Fargate;
using Berth.Domain.Services;
using Microsoft.Extensions.Logging;

namespace Berth.Cluster.Services;

/// <summary>The loop: each pass takes a service one step nearer to what it should be. A pass takes no hint of what changed, so that one may be cut off anywhere, and the next one goes on.</summary>
internal sealed partial class ServiceGrain
{
    /// <summary>From one pass to the next: a burst of news makes one pass.</summary>
    private static readonly TimeSpan BreathMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BreathMax = TimeSpan.FromSeconds(1);

    /// <summary>As many times as long as a pass took: where a thousand services are at it at once, each looks less often, and what they look at comes sooner.</summary>
    private const int BreathsPerPass = 20;

    /// <summary>After a pass that failed.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AlarmPeriod = TimeSpan.FromSeconds(15);

    /// <summary>A timer cannot be set further ahead; it looks again and goes on sleeping.</summary>
    private static readonly TimeSpan SleepMax = TimeSpan.FromDays(1);

    private bool asked;
    private bool passing;

    /// <summary>From the decision to start tasks until the cluster answered: what comes of it is nowhere to be counted yet.</summary>
    private bool starting;
    private long passedAt;
    private TimeSpan breath = BreathMin;
    private IGrainTimer? sleep;

    /// <summary>What the last try to start tasks did not find.</summary>
    private PlacementShortage? shortage;
    private DateTimeOffset? alarmsAskedAt;
    private IReadOnlyList<string> inAlarm = [];

    public Task Wake()
    {
        if (rows.Service is null) LeaveIfUnknown();
        else Ask();
        return Task.CompletedTask;
    }

    /// <summary>Goes on behind; nobody's answer waits for it. Whoever asks during a pass gets one more, however many they are.</summary>
    private void Ask()
    {
        asked = true;
        if (!passing) _ = Passes();
    }

    private async Task Passes()
    {
        passing = true;
        try
        {
            while (asked && !lost)
            {
                if (passedAt != 0 && breath - clock.GetElapsedTime(passedAt) is { } wait && wait > TimeSpan.Zero) await Task.Delay(wait, clock);
                asked = false;
                var began = clock.GetTimestamp();
                await Pass();
                passedAt = clock.GetTimestamp();
                var took = clock.GetElapsedTime(began, passedAt) * BreathsPerPass;
                breath = took < BreathMin ? BreathMin : took > BreathMax ? BreathMax : took;
            }
        }
        finally
        {
            passing = false;
        }
    }

    private async Task Pass()
    {
        try
        {
            SleepUntil(await Reconcile());
        }
#pragma warning disable CA1031 // Whatever keeps it from going on now, it tries again.
        catch (Exception failure)
        {
            LogPassFailed(log, Key, failure);
            SleepUntil(clock.GetUtcNow() + RetryAfter);
        }
#pragma warning restore CA1031
    }

    /// <returns>When time alone could change anything; null when only an event can.</returns>
    private async Task<DateTimeOffset?> Reconcile()
    {
        if (rows.Service is not { } observed) return null;
        if (observed.Status == ServiceStatus.Inactive) return await Changing(Rest);
        var tasks = await Cluster.ServiceTasks(Name, observed.AccountedThrough, observed.Generation);
        await AskAlarms(observed);
        var plan = await Changing(() => Decide(observed, tasks));
        if (plan is null) return null;
        await Act(plan);
        DateTimeOffset?[] times = [plan.WakeAt, shortage?.RetryAt, alarmsAskedAt + AlarmPeriod];
        return times.Min();
    }

    /// <summary>Decides on what the record is now, and commits; what it says is said once it is on disk.</summary>
    /// <returns>Null when there is nothing left that could be carried out.</returns>
    private async Task<ServicePlan?> Decide(ServiceRecord observed, ServiceTaskList tasks)
    {
        if (rows.Service is not { Status: not ServiceStatus.Inactive } service || service.CreatedAt != observed.CreatedAt)
        {
            asked = true;
            return null;
        }

        var now = clock.GetUtcNow();
        var pinned = ServiceRevisions.PinAsFound(service, tasks.Tasks.Concat(tasks.Ended));
        var plan = ServiceDecider.Decide(new(pinned, tasks.Tasks, tasks.Ended, shortage, inAlarm), now);
        if (ReferenceEquals(plan.Service, pinned) && !ReferenceEquals(pinned, service)) plan = plan with { Service = pinned with { Generation = pinned.Generation + 1 } };
        await Commit(() => rows.Commit(plan.Service, Said(plan.Events, now)));
        starting = plan.Starts.Count > 0;
        LogDecided(log, Key, plan.Service.Generation, plan.Why, plan.Starts.Sum(s => s.Places.Count), plan.Stops.Count);
        if (plan.Service.Status == ServiceStatus.Inactive)
        {
            asked = true;
            return null;
        }

        // Where nothing is started any more though it may be, nothing is short any more.
        if (shortage is { } short_ && short_.RetryAt <= now && plan.Starts.All(s => s.GroupId != short_.GroupId))
        {
            shortage = null;
            asked = true;
        }

        return plan;
    }

    /// <summary>Carries the plan out, starts before stops, and says what was done.</summary>
    private async Task Act(ServicePlan plan)
    {
        if (!plan.Acts) return;

        // What was done is looked at again, whether or not anybody tells of it.
        asked = true;
        var said = new List<string>();
        try
        {
            foreach (var starts in plan.Starts)
            {
                // Somebody wants something else meanwhile: the next pass knows.
                if (lost || !ReferenceEquals(rows.Service, plan.Service)) return;
                await Start(plan.Service, starts, said);
            }

            if (lost || plan.Stops.Count == 0 || !ReferenceEquals(rows.Service, plan.Service)) return;
            var stopped = (await Cluster.StopServiceTasks(new(Name, plan.Service.Generation, plan.Stops))).Value.ToHashSet(StringComparer.Ordinal);
            said.AddRange(StopTexts([.. plan.Stops.Where(s => stopped.Contains(s.TaskId))]));
        }
        finally
        {
            starting = false;
            if (said.Count > 0 && !lost) await Changing(async () =>
            {
                await Commit(() => rows.Commit(rows.Service!, Said(said, clock.GetUtcNow())));
                return true;
            });
        }
    }

    private async Task Start(ServiceRecord service, TaskStarts starts, List<string> said)
    {
        var revision = service.RevisionOf(starts.GroupId) ?? throw new InvalidOperationException($"The service {Key} has no {starts.GroupId}.");
        var outcome = await Cluster.StartServiceTasks(
            new(Name, service.Generation, starts.GroupId, revision, starts.Places, service.Settings.EnableExecuteCommand, TaskTags.Of(service, revision)));
        if (outcome.Stale)
        {
            Lose();
            return;
        }

        if (outcome.Shortage is { } reason) shortage = new(reason, starts.GroupId, starts.Places.Count - outcome.TaskIds.Count, clock.GetUtcNow() + RetryDelay(reason));
        else if (shortage?.GroupId == starts.GroupId) shortage = null;
        if (outcome.TaskIds.Count > 0) said.Add(ServiceEventTexts.Started(Name, outcome.TaskIds, Math.Min(starts.Replaced, outcome.TaskIds.Count), starts.RebalancedInto));
    }

    /// <summary>ECS tells the running ones by name, the pending ones by number.</summary>
    private IEnumerable<string> StopTexts(IReadOnlyList<TaskStop> stops)
    {
        foreach (var zone in stops.Where(s => s is { WasPending: false, RebalancedFrom: not null }).GroupBy(s => s.RebalancedFrom!, StringComparer.Ordinal))
            yield return ServiceEventTexts.StoppedRebalanced(Name, [.. zone.Select(s => s.TaskId)], zone.Key);
        IReadOnlyList<string> running = [.. stops.Where(s => s is { WasPending: false, RebalancedFrom: null }).Select(s => s.TaskId)];
        if (running.Count > 0) yield return ServiceEventTexts.StoppedRunning(Name, running);
        if (stops.Count(s => s.WasPending) is var pending and > 0) yield return ServiceEventTexts.StoppedPending(Name, pending);
    }

    /// <summary>Only a deployment that is under way goes by alarms.</summary>
    private async Task AskAlarms(ServiceRecord service)
    {
        if (service is not { Status: ServiceStatus.Active, Settings.Alarms: { Enable: true } settings, Primary.RolloutState: RolloutState.InProgress })
        {
            (alarmsAskedAt, inAlarm) = (null, []);
            return;
        }

        var now = clock.GetUtcNow();
        if (now - alarmsAskedAt < AlarmPeriod) return;
        inAlarm = await alarms.InAlarm(settings.AlarmNames);
        alarmsAskedAt = now;
    }

    /// <summary>An INACTIVE service: the cluster counts it no more, and after a while nothing tells of it.</summary>
    private async Task<DateTimeOffset?> Rest()
    {
        if (rows.Service is not { Status: ServiceStatus.Inactive } service) return null;
        if (!dropped) await Cluster.DropService(Name);
        dropped = true;
        var end = (service.DeletedAt ?? service.CreatedAt) + InactiveRetention;
        if (clock.GetUtcNow() < end) return end;
        await Commit(rows.Remove);
        return null;
    }

    private void SleepUntil(DateTimeOffset? at)
    {
        if (lost) return;

        // A millisecond more: a timer that is early by a fraction finds nothing to do.
        var due = at is { } time ? time - clock.GetUtcNow() + TimeSpan.FromMilliseconds(1) : Timeout.InfiniteTimeSpan;
        if (at is not null) due = due < TimeSpan.Zero ? TimeSpan.Zero : due > SleepMax ? SleepMax : due;
        if (sleep is null) sleep = this.RegisterGrainTimer(_ => Wake(), new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
        else sleep.Change(due, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan RetryDelay(PoolShortage reason) => reason switch
    {
        PoolShortage.Capacity or PoolShortage.VcpuQuota => TimeSpan.FromSeconds(5),
        PoolShortage.LaunchRate => TimeSpan.FromSeconds(1),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown shortage."),
    };

    [LoggerMessage(2401, LogLevel.Error, "The service {Key} could not be carried on; it is tried again.")]
    private static partial void LogPassFailed(ILogger log, string key, Exception failure);

    [LoggerMessage(2402, LogLevel.Debug, "Service {Key}, generation {Generation}: {Why} Starts {Starts}, stops {Stops}.")]
    private static partial void LogDecided(ILogger log, string key, long generation, string why, int starts, int stops);
}
