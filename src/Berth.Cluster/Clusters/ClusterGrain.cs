using Berth.Cluster.Network;
using Berth.Cluster.Rows;
using Berth.Contracts.Clusters;
using Berth.Contracts.Fargate;
using Berth.Domain.Clusters;
using Berth.Domain.Fargate;
using Berth.Domain.Kernel;
using Berth.Domain.Placement;
using Berth.Domain.TaskDefinitions;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Berth.Cluster.Clusters;

/// <summary>
/// The shell around <see cref="TaskLifecycle"/>: observes, lets it decide, commits, acts. Calls interleave at every await, so that many share one write to the disk;
/// a decision and its change are therefore always made in one turn, on what the table holds then, and what acts on the world waits until the change is on disk.
/// </summary>
[Reentrant]
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class ClusterGrain : Grain, IClusterGrain, IDisposable
{
    public const string Kind = "cluster";
    public const string TaskKind = "task";

    /// <summary>How long a stopped task stays visible: at least one hour. Source: ECS developer guide, stopped tasks.</summary>
    public static readonly TimeSpan StoppedRetention = TimeSpan.FromHours(1);

    /// <summary>Source: ECS API, ensuring idempotency; a token ends with its tasks if that is earlier.</summary>
    private static readonly TimeSpan ClientTokenLifetime = TimeSpan.FromHours(24);

    private readonly IStore store;
    private readonly IGrainFactory grains;
    private readonly NetworkDescriptions networks;
    private readonly BerthInstance berth;
    private readonly IIdSource ids;
    private readonly TimeProvider clock;
    private readonly ILogger<ClusterGrain> log;
    private readonly TaskTable tasks;

    /// <summary>Changes of the cluster's own row come one at a time.</summary>
    private readonly SemaphoreSlim changing = new(1, 1);
    private Stored<ClusterRecord>? cluster;
    private bool deleting;
    private IGrainTimer? scan;

    public ClusterGrain(IStore store, IGrainFactory grains, NetworkDescriptions networks, BerthInstance berth, IIdSource ids, TimeProvider clock, ILogger<ClusterGrain> log)
    {
        (this.store, this.grains, this.networks, this.berth, this.ids, this.clock, this.log) = (store, grains, networks, berth, ids, clock, log);
        tasks = new TaskTable(store, clock, DeactivateOnIdle, ServiceChanged);
    }

    private string Name => this.GetPrimaryKeyString();

    private ClusterRecord? Active => cluster is { Record.Active: true } stored && !deleting ? stored.Record : null;

    private IFargatePoolGrain Pool => grains.GetGrain<IFargatePoolGrain>(0);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        cluster = await store.Find<ClusterRecord>(Kind, Name, cancellationToken);
        await tasks.Load(Name, cancellationToken);
        await LoadServices(cancellationToken);
        if (Active is not null || tasks.All.Any()) StartScan();
    }

    public Task<ClusterSnapshot?> Describe()
    {
        // A name that somebody only asked for must not stay in memory.
        if (cluster is null) DeactivateOnIdle();
        return Task.FromResult(cluster is { } stored ? Snapshot(stored.Record) : null);
    }

    public Task<ClusterSnapshot> Create(ImmutableMessage<ClusterRecord> cluster) => Changing(async () =>
    {
        if (Active is { } there) return Snapshot(there);
        var snapshot = await Keep(cluster.Value);
        StartScan();
        return snapshot;
    });

    public Task<ClusterSnapshot?> Change(ImmutableMessage<ClusterRecord> cluster, long version) =>
        Changing(async () => Active is null || this.cluster?.Version != version ? null : await Keep(cluster.Value));

    public Task<ClusterDeletion> Delete() => Changing<ClusterDeletion>(async () =>
    {
        if (cluster is null) DeactivateOnIdle();
        if (Active is not { } active) return new ClusterDeletion.NoCluster();
        if (services.Count > 0) return new ClusterDeletion.ContainsServices();
        if (tasks.All.Any(t => t.LastStatus != Domain.Tasks.TaskStatus.Stopped)) return new ClusterDeletion.ContainsTasks();

        // From here on nobody may add a task or a service.
        deleting = true;
        try
        {
            return new ClusterDeletion.Deleted(await Keep(active with { Active = false }));
        }
        finally
        {
            deleting = false;
        }
    });

    public async Task<RunTaskOutcome?> FindRun(string clientToken, string requestHash)
    {
        var oldest = clock.GetUtcNow() - ClientTokenLifetime;
        var earlier = tasks.ByToken(clientToken).Where(t => t.CreatedAt > oldest).ToList();
        if (earlier.Count == 0) return null;

        // The first request may still be on its way to the disk.
        foreach (var task in earlier) await tasks.Settled(task.TaskId);
        if (earlier.Exists(t => t.RequestHash != requestHash)) return new RunTaskOutcome.TokenConflict([.. earlier.Select(t => t.TaskArn)]);
        return new RunTaskOutcome.Accepted([.. earlier.Select(t => tasks.OnDisk(t.TaskId)).OfType<TaskRecord>()], 0);
    }

    public async Task<RunTaskOutcome> RunTask(RunTaskCommand command)
    {
        if (cluster is null) DeactivateOnIdle();
        if (Active is null) return new RunTaskOutcome.NoCluster();
        if (command.ClientToken is { } asked && await FindRun(asked, command.RequestHash) is { } earlier) return earlier;

        return await Launch<RunTaskOutcome>(command.Count, command.CapacityProviderOf, command.Definition, async (placed, shortage) =>
        {
            // Others ran while the room was claimed: the cluster may be gone, the same request may have come twice.
            if (Active is not { } active) return new(null, new RunTaskOutcome.NoCluster());
            if (command.ClientToken is { } token && await FindRun(token, command.RequestHash) is { } twin) return new(null, twin);
            if (shortage == PoolShortage.LaunchRate) return new(null, new RunTaskOutcome.Throttled());
            var now = clock.GetUtcNow();
            IReadOnlyList<TaskRecord> made = [.. placed.Select(p => TaskFactory.Make(command, p.Index, active, p.TaskId, ArnOf(p.TaskId), p.NodeArn, ids, now))];
            return new(made, new RunTaskOutcome.Accepted(made, command.Count - made.Count, shortage));
        });
    }

    public async Task<ImmutableMessage<TaskRecord>?> StopTask(string taskId, string reason)
    {
        if (tasks.Find(taskId) is not { } task) return null;
        var next = TaskLifecycle.Stop(task, StopCode.UserInitiated, reason, clock.GetUtcNow());
        if (task.LastStatus != Domain.Tasks.TaskStatus.Stopped && next != task)
        {
            await tasks.Set(next);
            Wake(taskId);
            task = next;
        }
        else
        {
            await tasks.Settled(taskId);
        }

        return new(task);
    }

    public Task<TaskList> List(TaskQuery query) => Task.FromResult(new TaskList(tasks.List(query)));

    public Task<TaskList> Find(ImmutableMessage<IReadOnlyList<string>> taskIds) => Task.FromResult(new TaskList([.. taskIds.Value.Select(tasks.OnDisk).OfType<TaskRecord>()]));

    public async Task<bool> TagTask(string taskId, ImmutableMessage<IReadOnlyDictionary<string, string>> tags, ImmutableMessage<IReadOnlyDictionary<string, string>> old)
    {
        if (tasks.Find(taskId) is not { } task || task.Tags.Count != old.Value.Count || task.Tags.Except(old.Value).Any())
        {
            // The caller reads what is on disk, and tries again when the tags that it lost to are there.
            await tasks.Settled(taskId);
            return false;
        }

        await tasks.Set(task with { Tags = tags.Value });
        return true;
    }

    public async Task Report(TaskNewsMessage news)
    {
        var taskId = news.TaskArn[(news.TaskArn.LastIndexOf('/') + 1)..];
        if (cluster is null) DeactivateOnIdle();

        // Asked first: what follows decides and changes in one turn.
        var evidence = news.News.FailedCall is { } call && tasks.Find(taskId) is { NetworkEvidence: null } failing ? await networks.Explain(call, failing) : null;
        if (tasks.Find(taskId) is not { } task) return;
        var next = TaskLifecycle.Receive(task, news.News, clock.GetUtcNow());
        if (evidence is not null) next = next with { NetworkEvidence = task.NetworkEvidence ?? evidence };
        if (next != task)
        {
            await tasks.Set(next);
            if (next.StoppedReason is { } reason) LogEnding(log, task.TaskId, next.LastStatus, reason);
            else LogReported(log, task.TaskId, next.LastStatus);
        }

        // Also when it is old news: the first of them may still be on its way to the disk.
        await tasks.Settled(taskId);

        if (TaskLifecycle.Next(next) is not TaskStep.Release)
        {
            if (next != task) Wake(taskId);
            return;
        }

        // Before the node hears that it may forget the task, nothing here may still order it to run. A step that failed was logged; the node says it again.
        await Drive(taskId);
        if (tasks.OnDisk(taskId) is { LastStatus: < Domain.Tasks.TaskStatus.Stopped }) throw new InvalidOperationException($"Task {taskId} could not be released yet.");
    }

    /// <summary>Claims room for tasks of one size, makes them durable and sends them on their way; where none come of it the room is given back.</summary>
    /// <param name="capacityProvider">Of each task, by its index from zero; null for the launch type.</param>
    /// <param name="make">Makes the tasks that found room, on what is so after the claim, and in one turn with the write that follows. Gets why others found none, null when all did.</param>
    private async Task<T> Launch<T>(int count, Func<int, string?> capacityProvider, TaskDefinitionRecord definition, Func<IReadOnlyList<PlacedTask>, PoolShortage?, Task<Launching<T>>> make)
    {
        var taskIds = Enumerable.Range(0, count).Select(_ => ids.Hex(32)).ToList();
        var (kept, unknown) = (false, false);
        try
        {
            var claims = taskIds.Select((id, i) => new RoomClaim(ArnOf(id), capacityProvider(i) == CapacityProviderRules.FargateSpot)).ToList();
            var (grants, shortage) = await Pool.Claim(claims, definition.CpuUnits ?? 0, definition.MemoryMib ?? 0);
            var nodes = grants.ToDictionary(g => g.TaskArn, g => g.NodeArn, StringComparer.Ordinal);
            var (made, outcome) = await make([.. taskIds.Index().Where(t => nodes.ContainsKey(ArnOf(t.Item))).Select(t => new PlacedTask(t.Index, t.Item, nodes[ArnOf(t.Item)]))], shortage);
            if (made is null) return outcome;
            await tasks.Set(made);
            kept = true;
            foreach (var task in made) Wake(task.TaskId);
            return outcome;
        }
        catch (Exception failure) when (!OwnedRows<TaskRecord>.IsNothingWritten(failure))
        {
            unknown = true;
            throw;
        }
        finally
        {
            if (!kept) await GiveBack(taskIds, unknown);
        }
    }

    /// <summary>Without a task nobody else would ever give these claims back. Where nobody knows whether the tasks are on disk, the pool looks.</summary>
    private async Task GiveBack(IReadOnlyList<string> taskIds, bool unknown)
    {
        foreach (var taskId in taskIds) await Pool.Release(ArnOf(taskId));
        if (unknown) await Pool.Recount();
    }

    public void Dispose()
    {
        changing.Dispose();
        turns.Dispose();
    }

    private string ArnOf(string taskId) => berth.Scope.Arn("ecs", $"task/{Name}/{taskId}");

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
        }
    }

    private async Task<ClusterSnapshot> Keep(ClusterRecord record)
    {
        await store.Commit([StoreExtensions.Put(Kind, Name, cluster?.Version ?? 0, record)]);
        cluster = new(record, (cluster?.Version ?? 0) + 1);
        return Snapshot(record);
    }

    private ClusterSnapshot Snapshot(ClusterRecord record) => new(record, tasks.Running, tasks.Pending, cluster?.Version ?? 0) { Services = services.Count };

    /// <param name="Tasks">Null when there shall be none, whatever room was found.</param>
    private readonly record struct Launching<T>(IReadOnlyList<TaskRecord>? Tasks, T Outcome);

    /// <summary>A task that found room.</summary>
    /// <param name="Index">Which of those asked for it is, from zero.</param>
    private sealed record PlacedTask(int Index, string TaskId, string NodeArn);

    [LoggerMessage(2001, LogLevel.Information, "Task {TaskId} is {Status}. {Reason}")]
    private static partial void LogEnding(ILogger log, string taskId, Domain.Tasks.TaskStatus status, string reason);

    /// <summary>A hundred thousand tasks that start as they should are nothing to read about.</summary>
    [LoggerMessage(2003, LogLevel.Debug, "Task {TaskId} is {Status}.")]
    private static partial void LogReported(ILogger log, string taskId, Domain.Tasks.TaskStatus status);
}
