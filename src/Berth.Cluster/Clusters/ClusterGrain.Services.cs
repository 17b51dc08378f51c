using Berth.Contracts.Clusters;
using Berth.Contracts.Services;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Cluster.Clusters;

/// <summary>The cluster's side of services: it knows which there are, and starts and stops their tasks as their owners order.</summary>
internal sealed partial class ClusterGrain
{
    private const string ServiceKind = "service";
    private static readonly ServiceStartOutcome Stale = new([], null, Stale: true);

    private readonly ServiceBook services = new();

    /// <summary>Starts whose answer is not given yet, by service: their tasks are nowhere to be seen before they have room.</summary>
    private readonly Dictionary<string, List<Task>> starting = new(StringComparer.Ordinal);

    public Task<ServiceAdmission> AdmitService(string service, int servicesMax)
    {
        if (cluster is null) DeactivateOnIdle();
        return Task.FromResult(Active is null ? ServiceAdmission.NoCluster : services.Admit(service, servicesMax) ? ServiceAdmission.Admitted : ServiceAdmission.TooManyServices);
    }

    public Task DropService(string service)
    {
        services.Drop(service);
        return Task.CompletedTask;
    }

    public async Task<ServiceTaskList> ServiceTasks(string service, long accountedThrough, long generation)
    {
        if (cluster is null) DeactivateOnIdle();
        if (generation > 0) services.See(service, generation);
        while (starting.TryGetValue(service, out var starts) && starts.FindAll(s => !s.IsCompleted) is { Count: > 0 } open)
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return tasks.OfService(service, accountedThrough);
    }

    public Task<ServiceTaskCounts> ServiceCounts(string service)
    {
        if (cluster is null) DeactivateOnIdle();
        return Task.FromResult(tasks.CountsOf(service));
    }

    public async Task<ServiceStartOutcome> StartServiceTasks(ServiceStartCommand command)
    {
        var start = Start(command);
        if (!starting.TryGetValue(command.Service, out var starts)) starting[command.Service] = starts = [];
        starts.Add(start);
        try
        {
            return await start;
        }
        finally
        {
            starts.Remove(start);
            if (starts.Count == 0) starting.Remove(command.Service);
        }
    }

    public async Task<ImmutableMessage<IReadOnlyList<string>>> StopServiceTasks(ServiceStopCommand command)
    {
        // What an owner without its row wants is not what the service wants.
        if (!await Obeys(command.Service, command.Generation)) return new([]);
        var stops = command.Stops.DistinctBy(s => s.TaskId).ToDictionary(s => s.TaskId, StringComparer.Ordinal);
        var now = clock.GetUtcNow();

        // Protection may have come after the owner looked: who asked for it was told that it holds.
        var stopped = await ChangeAll(
            stops.Keys,
            t => t is { StopDesired: false, LastStatus: < Domain.Tasks.TaskStatus.Stopped } && t.ServiceName == command.Service && (stops[t.TaskId].EvenProtected || !(t.ProtectedUntil > now)),
            t => TaskLifecycle.Stop(t, StopCode.ServiceSchedulerInitiated, stops[t.TaskId].Reason, now));
        foreach (var task in stopped) Wake(task.TaskId);
        return new([.. stopped.Select(t => t.TaskId)]);
    }

    public async Task<TaskList> ProtectTasks(ImmutableMessage<IReadOnlyList<string>> taskIds, DateTimeOffset? until) =>
        new(await ChangeAll(taskIds.Value, t => t is { ServiceName: not null, StopDesired: false, LastStatus: < Domain.Tasks.TaskStatus.Stopped }, t => t with { ProtectedUntil = until }));

    public async Task<TaskList> InterruptTasks(ImmutableMessage<IReadOnlyList<string>> taskIds, TimeSpan deadline)
    {
        var now = clock.GetUtcNow();
        var interrupted = await ChangeAll(taskIds.Value, t => !ReferenceEquals(TaskLifecycle.Interrupt(t, deadline, now), t), t => TaskLifecycle.Interrupt(t, deadline, now));
        foreach (var task in interrupted) Wake(task.TaskId);
        return new(interrupted);
    }

    private async Task LoadServices(CancellationToken cancel)
    {
        foreach (var service in await store.FindAll<ServiceRecord>(ServiceKind, Name + "/", cancel))
        {
            tasks.EndingsAfter(service.AccountedThrough);
            if (service.Status != ServiceStatus.Inactive) services.Learn(service.Name, service.Generation);
        }
    }

    private async Task<ServiceStartOutcome> Start(ServiceStartCommand command)
    {
        if (!await Obeys(command.Service, command.Generation)) return Stale;
        if (command.Places.Count == 0) return new([], null);
        var definition = PinnedImages.Pin(command.Revision.Definition, command.Revision.ImageDigests);
        return await Launch<ServiceStartOutcome>(command.Places.Count, i => command.Places[i].CapacityProvider, definition, (placed, shortage) =>
        {
            // Others ran while the room was claimed: the owner may be another by now.
            if (Active is not { } active || !services.Obeys(command.Service, command.Generation)) return Task.FromResult(new Launching<ServiceStartOutcome>(null, Stale));
            var now = clock.GetUtcNow();
            IReadOnlyList<TaskRecord> made = [.. placed.Select(p => TaskFactory.Make(command, definition, command.Places[p.Index], active, p.TaskId, ArnOf(p.TaskId), p.NodeArn, ids, now))];
            return Task.FromResult(new Launching<ServiceStartOutcome>(made, new([.. made.Select(t => t.TaskId)], shortage)));
        });
    }

    /// <summary>A service that was admitted to an earlier memory than this, and had no row yet when this one was made, is found by its row.</summary>
    private async Task<bool> Obeys(string service, long generation)
    {
        if (!services.Has(service) && (await store.Find<ServiceRecord>(ServiceKind, Name + "/" + service))?.Record is { Status: not ServiceStatus.Inactive } there) services.Learn(service, there.Generation);
        return services.Obeys(service, generation);
    }

    /// <summary>Changes tasks in one write, each on what it is now; answers when they are on disk, and so is what made the others stay as they are.</summary>
    /// <returns>Those that are meant, as they are now.</returns>
    private async Task<IReadOnlyList<TaskRecord>> ChangeAll(IEnumerable<string> taskIds, Func<TaskRecord, bool> meant, Func<TaskRecord, TaskRecord> change)
    {
        var found = taskIds.Distinct(StringComparer.Ordinal).Select(tasks.Find).OfType<TaskRecord>().ToList();
        var old = found.FindAll(t => meant(t));
        var next = old.ConvertAll(t => change(t));
        var write = tasks.Set([.. next.Where((t, i) => t != old[i])]);
        IReadOnlyList<TaskRecord> changed = [.. old.Select(t => tasks.Find(t.TaskId)!)];
        await write;
        foreach (var task in found) await tasks.Settled(task.TaskId);
        return changed;
    }

    /// <summary>Its service may have to do something. Nobody waits for that; one that is not reached looks by itself, later.</summary>
    private void ServiceChanged(string service) => _ = grains.GetGrain<IServiceGrain>(Name + "/" + service).Wake();
}
