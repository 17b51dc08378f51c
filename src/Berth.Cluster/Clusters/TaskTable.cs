using Berth.Cluster.Rows;
using Berth.Contracts.Clusters;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Cluster.Clusters;

/// <summary>A cluster's tasks: their rows, and the ways to find them.</summary>
internal sealed class TaskTable
{
    private readonly OwnedRows<TaskRecord> rows;
    private readonly TimeProvider clock;
    private readonly Action<string> serviceChanged;
    private readonly TaskIndex index = new();
    private readonly ServiceTaskIndex byService;
    private readonly Dictionary<string, List<string>> byToken = new(StringComparer.Ordinal);

    /// <summary>Services with a task that the write under way changed for them.</summary>
    private readonly HashSet<string> changedServices = new(StringComparer.Ordinal);
    private long lastEnding;

    /// <param name="onLost">See <see cref="OwnedRows{T}"/>.</param>
    /// <param name="serviceChanged">Told the name of a service whose tasks are something else for it on disk, once for each write.</param>
    public TaskTable(IStore store, TimeProvider clock, Action onLost, Action<string> serviceChanged)
    {
        (this.clock, this.serviceChanged) = (clock, serviceChanged);
        rows = new(store, ClusterGrain.TaskKind, t => t.TaskId, t => t.ClusterName + "/" + t.TaskId, onLost) { Published = Published, Written = Written, TakenBack = TakenBack };
        byService = new(rows.Find, rows.OnDisk);
    }

    public int Running => index.Running;

    public int Pending => index.Pending;

    /// <summary>With changes that are not on disk yet.</summary>
    public IEnumerable<TaskRecord> All => rows.All;

    public async Task Load(string cluster, CancellationToken cancel)
    {
        await rows.Load(cluster + "/", _ => true, cancel);

        // Services read anew by themselves when they begin.
        changedServices.Clear();
    }

    public TaskRecord? Find(string taskId) => rows.Find(taskId);

    public TaskRecord? OnDisk(string taskId) => rows.OnDisk(taskId);

    public Task Settled(string taskId) => rows.Settled(taskId);

    /// <summary>The one way by which tasks change; also where an ending gets its number.</summary>
    public Task Set(params IReadOnlyList<TaskRecord> tasks)
    {
        IReadOnlyList<TaskRecord> numbered = [.. tasks.Select(Numbered)];
        foreach (var task in numbered)
        {
            Remember(task);
            byService.Seen(task);
        }

        return rows.Set(numbered);
    }

    public Task Remove(IReadOnlyList<string> taskIds) => rows.Remove(taskIds);

    public IReadOnlyList<TaskRecord> List(TaskQuery query) => [.. index.Ids(query).Select(id => rows.OnDisk(id)!).Where(t => Matches(t, query)).Take(query.Limit)];

    /// <summary>Tasks that an earlier RunTask under this token made, also those that are just being written.</summary>
    public IReadOnlyList<TaskRecord> ByToken(string token) => byToken.TryGetValue(token, out var ids) ? [.. ids.Select(rows.Find).OfType<TaskRecord>()] : [];

    /// <summary>A service's tasks, and endings with a higher number than it has accounted for.</summary>
    public ServiceTaskList OfService(string service, long accountedThrough)
    {
        EndingsAfter(accountedThrough);
        return byService.Of(service, accountedThrough);
    }

    public ServiceTaskCounts CountsOf(string service) => byService.Counts(service);

    /// <summary>A service has accounted for endings up to this number: none may get a lower one.</summary>
    public void EndingsAfter(long sequence) => lastEnding = Math.Max(lastEnding, sequence);

    private TaskRecord Numbered(TaskRecord task)
    {
        var numbered = TaskEndings.Numbered(task, lastEnding, clock.GetUtcNow());
        EndingsAfter(numbered.EndSequence);
        return numbered;
    }

    private void Remember(TaskRecord task)
    {
        if (task.ClientToken is not { } token || rows.Find(task.TaskId) is not null) return;
        if (!byToken.TryGetValue(token, out var ids)) byToken[token] = ids = new(1);
        ids.Add(task.TaskId);
    }

    private void Published(TaskRecord? old, TaskRecord? task)
    {
        index.Replace(old, task);
        byService.Replace(old, task);
        if (task is not null) EndingsAfter(task.EndSequence);
        if (task?.ServiceName is { } service && TaskSight.Differs(old, task)) changedServices.Add(service);
        if (old is null && task?.ClientToken is { } made && !(byToken.TryGetValue(made, out var known) && known.Contains(task.TaskId)))
        {
            if (known is null) byToken[made] = known = new(1);
            known.Add(task.TaskId);
        }

        if (task is null && old?.ClientToken is { } token && byToken.TryGetValue(token, out var ids) && ids.Remove(old.TaskId) && ids.Count == 0) byToken.Remove(token);
    }

    private void Written()
    {
        foreach (var service in changedServices) serviceChanged(service);
        changedServices.Clear();
    }

    /// <summary>What was known of tasks that never came to be.</summary>
    private void TakenBack()
    {
        byService.TakenBack();
        foreach (var token in byToken.Where(t => t.Value.RemoveAll(id => rows.Find(id) is null) > 0 && t.Value.Count == 0).Select(t => t.Key).ToList()) byToken.Remove(token);
    }

    private static bool Matches(TaskRecord task, TaskQuery query) =>
        (query.Family is null || task.Definition.Family == query.Family) &&
        (query.StartedBy is null || task.StartedBy == query.StartedBy) &&
        (query.Group is null || task.Group == query.Group) &&
        (query.LaunchType is null || task.LaunchType == query.LaunchType);
}
