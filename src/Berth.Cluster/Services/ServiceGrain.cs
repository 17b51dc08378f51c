using Berth.Cluster.Rows;
using Berth.Contracts.Clusters;
using Berth.Contracts.Services;
using Berth.Domain.Deployments;
using Berth.Domain.Kernel;
using Berth.Domain.Services;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Berth.Cluster.Services;

/// <summary>
/// The shell around <see cref="ServiceDecider"/>: observes, lets it decide, commits, acts, sleeps. What callers want is decided by <see cref="ServiceChanges"/> and <see cref="TaskSetChanges"/>. Calls interleave;
/// whatever changes the record decides and commits alone, on what the record is then. What is in memory is on disk.
/// </summary>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class ServiceGrain : Grain, IServiceGrain, IDisposable
{
    /// <summary>How long an INACTIVE service stays visible: as long as stopped tasks do.</summary>
    public static readonly TimeSpan InactiveRetention = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, TaskCounts> NoCounts = [];

    private readonly IStore store;
    private readonly IGrainFactory grains;
    private readonly QuotaBook quotas;
    private readonly IImageDigests images;
    private readonly IAlarmStates alarms;
    private readonly IIdSource ids;
    private readonly TimeProvider clock;
    private readonly ILogger<ServiceGrain> log;
    private readonly ServiceRows rows;

    /// <summary>Changes of the record come one at a time.</summary>
    private readonly SemaphoreSlim changing = new(1, 1);

    /// <summary>Another owner wrote our rows, or nobody knows whether a write happened: this memory is worthless.</summary>
    private bool lost;

    /// <summary>The cluster was told that it need not count the service any more.</summary>
    private bool dropped;

    public ServiceGrain(
        IStore store, IGrainFactory grains, QuotaBook quotas, IImageDigests images, IAlarmStates alarms, IIdSource ids, TimeProvider clock, ILogger<ServiceGrain> log)
    {
        (this.store, this.grains, this.quotas, this.images, this.alarms, this.ids, this.clock, this.log) = (store, grains, quotas, images, alarms, ids, clock, log);
        rows = new(store, Key);
    }

    private string Key => this.GetPrimaryKeyString();

    private string Name => Key[(Key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private IClusterGrain Cluster => grains.GetGrain<IClusterGrain>(Key[..Key.IndexOf('/', StringComparison.Ordinal)]);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await rows.Load(cancellationToken);
        if (rows.Service is not null) SleepUntil(clock.GetUtcNow());
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        lost = true;
        return Task.CompletedTask;
    }

    public async Task<ServiceView?> Describe()
    {
        LeaveIfUnknown();
        return rows.Service is null ? null : await View();
    }

    public Task<ServiceOutcome> Create(ImmutableMessage<ServiceDraft> draft) => Changing<ServiceOutcome>(async () =>
    {
        switch (rows.Service)
        {
            case { Status: ServiceStatus.Active } there when there.RequestHash == draft.Value.RequestHash:
                return new ServiceOutcome.Accepted(await View());
            case { Status: ServiceStatus.Active }:
                return new ServiceOutcome.Refused(ServiceRefusal.AlreadyThere);
            case { Status: ServiceStatus.Draining }:
                return new ServiceOutcome.Refused(ServiceRefusal.StillDraining);
        }

        switch (await Cluster.AdmitService(Name, quotas.Current.ServicesPerCluster))
        {
            case ServiceAdmission.NoCluster:
                return new ServiceOutcome.Refused(ServiceRefusal.NoCluster);
            case ServiceAdmission.TooManyServices:
                return new ServiceOutcome.Refused(ServiceRefusal.TooManyServices);
        }

        var made = false;
        try
        {
            var record = ServiceChanges.Create(draft.Value, rows.Service, await InAlarm(draft.Value.Settings), ServiceIds.New(ids), clock.GetUtcNow());
            record = await Pin(record);
            await Commit(() => rows.Commit(record, [], anew: true));
            (made, dropped, shortage) = (true, false, null);
        }
        finally
        {
            // Where nobody knows whether it was made, the store does.
            if (!made && (!lost || await store.Get(ServiceRows.Kind, Key) is null)) await Cluster.DropService(Name);
        }

        Ask();
        return new ServiceOutcome.Accepted(await View());
    });

    public Task<ServiceOutcome> Change(ImmutableMessage<ServiceChange> change) => Decided(async service =>
    {
        var (counts, inAlarm) = (await Counts(), await InAlarm(change.Value.Settings ?? service.Settings));
        return ServiceChanges.Change(service, change.Value, counts, inAlarm, ServiceIds.New(ids), clock.GetUtcNow());
    });

    public Task<ServiceOutcome> Delete(bool force) =>
        Decided(async service =>
        {
            // Asked before the cluster is: tasks whose start ended meanwhile are counted there.
            var unseen = starting ? 1 : 0;
            return ServiceChanges.Delete(service, force, unseen + (await Cluster.ServiceCounts(Name)).Unfinished, clock.GetUtcNow());
        });

    public Task<ServiceOutcome> StopDeployment(string serviceDeploymentId, bool rollback) => Decided(async service =>
        ServiceChanges.StopDeployment(service, serviceDeploymentId, rollback, await Counts(), clock.GetUtcNow()) is var decision &&
        decision is ServiceDecision.Refused { Reason: ServiceRefusal.NoServiceDeployment } && rows.Knows(serviceDeploymentId) ? new ServiceDecision.Refused(ServiceRefusal.DeploymentOver) : decision);

    public Task<TaskSetOutcome> CreateTaskSet(ImmutableMessage<TaskSetDraft> draft) => TaskSetDecided(service => TaskSetChanges.Create(service, draft.Value, ServiceIds.New(ids), clock.GetUtcNow()));

    public Task<TaskSetOutcome> UpdateTaskSet(string taskSetId, double scalePercent) => TaskSetDecided(service => TaskSetChanges.Scale(service, taskSetId, scalePercent, clock.GetUtcNow()));

    public Task<TaskSetOutcome> MakePrimary(string taskSetId) => TaskSetDecided(service => TaskSetChanges.MakePrimary(service, taskSetId, clock.GetUtcNow()));

    public Task<TaskSetOutcome> DeleteTaskSet(string taskSetId, bool force) => TaskSetDecided(service => TaskSetChanges.Delete(service, taskSetId, force, clock.GetUtcNow()));

    public Task<bool> Tag(string? taskSetId, ImmutableMessage<IReadOnlyDictionary<string, string>> tags, ImmutableMessage<IReadOnlyDictionary<string, string>> old) => Changing(async () =>
    {
        if (rows.Service is not { } service || ServiceChanges.Tag(service, taskSetId, tags.Value, old.Value) is not { } next) return false;
        await Commit(() => rows.Commit(next, []));
        return true;
    });

    public void Dispose() => changing.Dispose();

    private async Task<ServiceOutcome> Decided(Func<ServiceRecord, Task<ServiceDecision>> decide) => await Carried(decide) switch
    {
        (ServiceDecision.Made, { } view) => new ServiceOutcome.Accepted(view),
        (ServiceDecision.Refused refused, _) => new ServiceOutcome.Refused(refused.Reason),
        var other => throw new InvalidOperationException($"Unknown decision {other}."),
    };

    private async Task<TaskSetOutcome> TaskSetDecided(Func<ServiceRecord, ServiceDecision> decide) => await Carried(service => Task.FromResult(decide(service))) switch
    {
        (ServiceDecision.Made { TaskSet: { } set }, { } view) => new TaskSetOutcome.Accepted(set, view),
        (ServiceDecision.Refused refused, _) => new TaskSetOutcome.Refused(refused.Reason),
        var other => throw new InvalidOperationException($"Unknown decision {other}."),
    };

    private Task<(ServiceDecision Decision, ServiceView? View)> Carried(Func<ServiceRecord, Task<ServiceDecision>> decide) => Changing(async () =>
    {
        var decision = rows.Service is { } service ? await decide(service) : new ServiceDecision.Refused(ServiceRefusal.NoService);
        if (decision is not ServiceDecision.Made made) return (decision, (ServiceView?)null);
        if (!ReferenceEquals(made.Service, rows.Service))
        {
            var next = await Pin(made.Service);
            await Commit(() => rows.Commit(next, Said(made.Events, clock.GetUtcNow()), made.Superseded));

            // What stood in the way may do so no more, and alarms are judged by when a deployment began.
            (shortage, alarmsAskedAt) = (null, null);
            Ask();
        }

        return (decision, await View());
    });

    /// <summary>Settles what the images of new revisions mean.</summary>
    private async Task<ServiceRecord> Pin(ServiceRecord next)
    {
        var known = rows.Service?.Revisions.Select(r => r.Number).ToHashSet(StringComparer.Ordinal);
        foreach (var revision in next.Revisions.Where(r => known?.Contains(r.Number) != true)) next = ServiceRevisions.Pin(next, revision.Number, await images.Resolve(revision.Definition, CancellationToken.None));
        return next;
    }

    private async Task<IReadOnlyList<string>> InAlarm(ServiceSettings settings) => settings.Alarms is { Enable: true } watched ? await alarms.InAlarm(watched.AlarmNames) : [];

    private async Task<IReadOnlyDictionary<string, GroupCounts>> Counts() =>
        (await Cluster.ServiceCounts(Name)).Groups.ToDictionary(g => g.Key, g => new GroupCounts(g.Value.Running, g.Value.Pending), StringComparer.Ordinal);

    private async Task<ServiceView> View()
    {
        var counts = rows.Service is { Status: ServiceStatus.Inactive } ? NoCounts : (await Cluster.ServiceCounts(Name)).Groups;
        return new(rows.Service!, rows.Events, counts, rows.Service!.Generation);
    }

    private List<ServiceEvent> Said(IEnumerable<string> texts, DateTimeOffset now) => [.. texts.Select(text => new ServiceEvent(ids.Uuid(), now, text))];

    private async Task<T> Changing<T>(Func<Task<T>> change)
    {
        await changing.WaitAsync();
        try
        {
            return await change();
        }
        finally
        {
            changing.Release();
            LeaveIfUnknown();
        }
    }

    /// <summary>A name that somebody only asked for must not stay in memory; one that is just being made must.</summary>
    private void LeaveIfUnknown()
    {
        if (rows.Service is null && changing.CurrentCount > 0) DeactivateOnIdle();
    }

    /// <exception cref="StoreConflictException">Another activation owns the service now.</exception>
    private async Task Commit(Func<Task> write)
    {
        if (lost) throw new InvalidOperationException($"The service {Key} has another owner now.");
        try
        {
            await write();
        }
        catch (Exception failure) when (!OwnedRows<ServiceRecord>.IsNothingWritten(failure))
        {
            Lose();
            throw;
        }
    }

    private void Lose()
    {
        lost = true;
        DeactivateOnIdle();
    }
}
