using Berth.Contracts.Clusters;
using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Fargate;
using Berth.Contracts.Network;
using Berth.Domain.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berth.Cluster.Clusters;

/// <summary>The shell around <see cref="TaskLifecycle"/>: observes, lets it decide, commits, acts. Calls that change something come one at a time; reads interleave.</summary>
[CollectionAgeLimit(AlwaysActive = true)]
internal sealed partial class ClusterGrain : Grain, IClusterGrain
{
    public const string Kind = "cluster";
    public const string TaskKind = "task";

    /// <summary>How long a stopped task stays visible: at least one hour. Source: ECS developer guide, stopped tasks.</summary>
    public static readonly TimeSpan StoppedRetention = TimeSpan.FromHours(1);

    /// <summary>Source: ECS API, ensuring idempotency; a token ends with its tasks if that is earlier.</summary>
    private static readonly TimeSpan ClientTokenLifetime = TimeSpan.FromHours(24);

    /// <summary>The slow scan that repairs whatever a lost wake-up missed.</summary>
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromSeconds(5);

    private readonly IStore store;
    private readonly IGrainFactory grains;
    private readonly BerthInstance berth;
    private readonly IIdSource ids;
    private readonly TimeProvider clock;
    private readonly ILogger<ClusterGrain> log;
    private readonly TaskTable tasks;
    private readonly HashSet<(string TaskId, long Generation)> sent = [];
    private Stored<ClusterRecord>? cluster;
    private IGrainTimer? scan;

    public ClusterGrain(IStore store, IGrainFactory grains, BerthInstance berth, IIdSource ids, TimeProvider clock, ILogger<ClusterGrain> log)
    {
        (this.store, this.grains, this.berth, this.ids, this.clock, this.log) = (store, grains, berth, ids, clock, log);
        tasks = new TaskTable(store, DeactivateOnIdle);
    }

    private string Name => this.GetPrimaryKeyString();

    private ClusterRecord? Active => cluster is { Record.Active: true } stored ? stored.Record : null;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        cluster = await store.Find<ClusterRecord>(Kind, Name, cancellationToken);
        await tasks.Load(Name, cancellationToken);
        if (Active is not null || tasks.All.Count > 0) StartScan();
    }

    public Task<ClusterSnapshot?> Describe()
    {
        // A name that somebody only asked for must not stay in memory.
        if (cluster is null) DeactivateOnIdle();
        return Task.FromResult(cluster is { } stored ? Snapshot(stored.Record) : null);
    }

    public async Task<ClusterSnapshot> Create(ImmutableMessage<ClusterRecord> cluster)
    {
        if (Active is { } there) return Snapshot(there);
        var snapshot = await Keep(cluster.Value);
        StartScan();
        return snapshot;
    }

    public async Task<ClusterSnapshot?> Change(ImmutableMessage<ClusterRecord> cluster, long version) =>
        Active is null || this.cluster?.Version != version ? null : await Keep(cluster.Value);

    public async Task<ClusterDeletion> Delete()
    {
        if (cluster is null) DeactivateOnIdle();
        if (Active is not { } active) return new ClusterDeletion.NoCluster();
        if (tasks.All.Any(t => t.LastStatus != Domain.Tasks.TaskStatus.Stopped)) return new ClusterDeletion.ContainsTasks();
        return new ClusterDeletion.Deleted(await Keep(active with { Active = false }));
    }

    public Task<RunTaskOutcome?> FindRun(string clientToken, string requestHash)
    {
        var oldest = clock.GetUtcNow() - ClientTokenLifetime;
        var earlier = tasks.All.Where(t => t.ClientToken == clientToken && t.CreatedAt > oldest).ToList();
        if (earlier.Count == 0) return Task.FromResult<RunTaskOutcome?>(null);
        return Task.FromResult<RunTaskOutcome?>(earlier.TrueForAll(t => t.RequestHash == requestHash)
            ? new RunTaskOutcome.Accepted(earlier, 0)
            : new RunTaskOutcome.TokenConflict([.. earlier.Select(t => t.TaskArn)]));
    }

    public async Task<RunTaskOutcome> RunTask(RunTaskCommand command)
    {
        if (cluster is null) DeactivateOnIdle();
        if (Active is not { } active) return new RunTaskOutcome.NoCluster();
        if (command.ClientToken is { } token && await FindRun(token, command.RequestHash) is { } earlier) return earlier;

        var made = new List<TaskRecord>();
        var now = clock.GetUtcNow();
        var pool = grains.GetGrain<IFargatePoolGrain>(0);
        try
        {
            for (var i = 0; i < command.Count; i++)
            {
                var taskId = ids.Hex(32);
                var arn = berth.Scope.Arn("ecs", $"task/{Name}/{taskId}");
                if (await pool.Claim(arn, command.Definition.CpuUnits ?? 0, command.Definition.MemoryMib ?? 0) is not { } node) break;
                made.Add(TaskFactory.Make(command, active, taskId, arn, node, command.Subnets[i % command.Subnets.Count], ids, now));
            }

            await tasks.Commit(made);
        }
        catch
        {
            // No task exists, so nobody else would ever give these claims back.
            foreach (var task in made) await pool.Release(task.TaskArn);
            throw;
        }

        await this.AsReference<IClusterGrain>().Advance();
        return new RunTaskOutcome.Accepted(made, command.Count - made.Count);
    }

    public async Task<ImmutableMessage<TaskRecord>?> StopTask(string taskId, string reason)
    {
        if (tasks.Find(taskId) is not { } task) return null;
        var next = TaskLifecycle.Stop(task, StopCode.UserInitiated, reason, clock.GetUtcNow());
        if (task.LastStatus != Domain.Tasks.TaskStatus.Stopped && next != task)
        {
            await tasks.Commit([next]);
            await this.AsReference<IClusterGrain>().Advance();
            task = next;
        }

        return new(task);
    }

    public Task<TaskList> Tasks() => Task.FromResult(new TaskList(tasks.All));

    public async Task<bool> TagTask(string taskId, ImmutableMessage<IReadOnlyDictionary<string, string>> tags, ImmutableMessage<IReadOnlyDictionary<string, string>> old)
    {
        if (tasks.Find(taskId) is not { } task || task.Tags.Count != old.Value.Count || task.Tags.Except(old.Value).Any()) return false;
        await tasks.Commit([task with { Tags = tags.Value }]);
        return true;
    }

    public async Task Report(TaskNewsMessage news)
    {
        if (tasks.Find(news.TaskArn[(news.TaskArn.LastIndexOf('/') + 1)..]) is not { } task) return;
        var next = TaskLifecycle.Receive(task, news.News, clock.GetUtcNow());
        if (next != task)
        {
            await tasks.Commit([next]);
            LogReported(log, task.TaskId, next.LastStatus, next.StoppedReason);
        }

        // Before the node hears that it may forget the task, nothing here may still order it to run.
        if (next is { EndedOnNode: true, NetworkGone: true, LastStatus: < Domain.Tasks.TaskStatus.Stopped }) await Advance(next);
        if (next == task) return;
        await this.AsReference<IClusterGrain>().Advance();
    }

    public async Task Advance()
    {
        foreach (var task in tasks.All)
        {
            try
            {
                await Advance(task);
            }
            catch (Exception failure) when (failure is not StoreConflictException)
            {
                // One task's trouble must not hold up the others; the scan tries it again.
                LogStepFailed(log, task.TaskId, failure);
            }
        }

        var oldest = clock.GetUtcNow() - StoppedRetention;
        await tasks.Remove([.. tasks.All.Where(t => t.LastStatus == Domain.Tasks.TaskStatus.Stopped && t.StoppedAt < oldest)]);
        if (Active is not null || tasks.All.Count > 0) return;

        // A deleted cluster without tasks has nothing to watch and need not stay in memory.
        scan?.Dispose();
        scan = null;
        DeactivateOnIdle();
    }

    private async Task Advance(TaskRecord task)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            switch (TaskLifecycle.Next(task))
            {
                case TaskStep.AllocateInterface:
                    var request = new InterfaceRequest(task.TaskArn, task.AttachmentId, task.SecurityGroupIds, task.AssignPublicIp);
                    var grant = await grains.GetGrain<ISubnetGrain>(task.SubnetId).Allocate(request);
                    task = await Commit(grant is null ? TaskLifecycle.FailedToStart(task, NoAddress(task), now) : TaskLifecycle.Allocated(task, grant.Interface));
                    break;
                case TaskStep.Order order:
                    // Intent first: an order that was sent and not kept would be given again under the same generation, which the node takes for the same order.
                    task = await Commit(TaskLifecycle.Ordered(task, order, now));
                    await Send(task, order);
                    return;
                case TaskStep.Release:
                    // The subnet and the pool take a second release for the first one.
                    await grains.GetGrain<ISubnetGrain>(task.SubnetId).Free(task.TaskArn);
                    await grains.GetGrain<IFargatePoolGrain>(0).Release(task.TaskArn);
                    if (task.OrderGeneration > 0) await grains.GetGrain<IContainerInstanceGrain>(task.NodeArn).Forget(task.TaskArn);
                    await Commit(TaskLifecycle.Released(task, now));
                    return;
                case TaskStep.Wait:
                    await RepairOrder(task);
                    return;
                case var other:
                    throw new InvalidOperationException($"Unknown step {other}.");
            }
        }
    }

    /// <summary>After a crash between keeping an order and sending it, the node's owner has an older one; sending again is free when it has this one.</summary>
    private async Task RepairOrder(TaskRecord task)
    {
        if (task.OrderGeneration == 0 || task.EndedOnNode || sent.Contains((task.TaskId, task.OrderGeneration))) return;
        if (task.LastStatus == Domain.Tasks.TaskStatus.Stopped) return;
        await Send(task, new TaskStep.Order(task.StopOrdered, task.OrderGeneration));
    }

    private async Task Send(TaskRecord task, TaskStep.Order order)
    {
        var card = task.Interface ?? throw new InvalidOperationException($"Task {task.TaskId} has no interface.");
        var grant = await grains.GetGrain<ISubnetGrain>(task.SubnetId).Allocate(new InterfaceRequest(task.TaskArn, task.AttachmentId, task.SecurityGroupIds, task.AssignPublicIp))
            ?? throw new InvalidOperationException($"Task {task.TaskId} lost its interface {card.InterfaceId}.");
        await grains.GetGrain<IContainerInstanceGrain>(task.NodeArn).Order(new TaskOrder(
            task.TaskArn, task.ClusterArn, order.Generation, order.Stop ? "STOPPED" : "RUNNING", task.LaunchType, task.Definition,
            task.Containers.ToDictionary(c => c.Name, c => new ContainerIds(c.ContainerArn, c.RuntimeId), StringComparer.Ordinal), grant.Interface, grant.Subnet, grant.Vpc));
        sent.Add((task.TaskId, order.Generation));
    }

    private async Task<TaskRecord> Commit(TaskRecord task)
    {
        await tasks.Commit([task]);
        if (task.LastStatus == Domain.Tasks.TaskStatus.Stopped) sent.RemoveWhere(s => s.TaskId == task.TaskId);
        return task;
    }

    private void StartScan() =>
        scan ??= this.RegisterGrainTimer(_ => this.AsReference<IClusterGrain>().Advance(), new GrainTimerCreationOptions(TimeSpan.Zero, ScanPeriod) { KeepAlive = true });

    private async Task<ClusterSnapshot> Keep(ClusterRecord record)
    {
        await store.Commit([StoreExtensions.Put(Kind, Name, cluster?.Version ?? 0, record)]);
        cluster = new(record, (cluster?.Version ?? 0) + 1);
        return Snapshot(record);
    }

    private ClusterSnapshot Snapshot(ClusterRecord record)
    {
        var all = tasks.All;
        return new(record, all.Count(t => t.LastStatus == Domain.Tasks.TaskStatus.Running), all.Count(t => t.LastStatus < Domain.Tasks.TaskStatus.Running && !t.StopDesired), cluster?.Version ?? 0);
    }

    private static string NoAddress(TaskRecord task) =>
        $"Unexpected EC2 error while attempting to Create Network Interface{(task.AssignPublicIp ? " with public IP assignment enabled" : "")} in subnet '{task.SubnetId}': InsufficientFreeAddressesInSubnet";

    [LoggerMessage(2001, LogLevel.Information, "Task {TaskId} is {Status}. {Reason}")]
    private static partial void LogReported(ILogger log, string taskId, Domain.Tasks.TaskStatus status, string? reason);

    [LoggerMessage(2002, LogLevel.Error, "The next step of task {TaskId} failed; it is tried again.")]
    private static partial void LogStepFailed(ILogger log, string taskId, Exception failure);
}
