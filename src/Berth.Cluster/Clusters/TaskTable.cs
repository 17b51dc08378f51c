using Berth.Cluster.Rows;
using Berth.Contracts.Clusters;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Cluster.Clusters;

/// <summary>A cluster's tasks: their rows, and the ways to find them.</summary>
internal sealed class TaskTable
{
    private readonly OwnedRows<TaskRecord> rows;
    private readonly TaskIndex index = new();
    private readonly Dictionary<string, List<string>> byToken = new(StringComparer.Ordinal);

    /// <param name="onLost">See <see cref="OwnedRows{T}"/>.</param>
    public TaskTable(IStore store, Action onLost) =>
        rows = new(store, ClusterGrain.TaskKind, t => t.TaskId, t => t.ClusterName + "/" + t.TaskId, onLost) { Published = Published, TakenBack = ForgetTokens };

    public int Running => index.Running;

    public int Pending => index.Pending;

    /// <summary>With changes that are not on disk yet.</summary>
    public IEnumerable<TaskRecord> All => rows.All;

    public Task Load(string cluster, CancellationToken cancel) => rows.Load(cluster + "/", _ => true, cancel);

    public TaskRecord? Find(string taskId) => rows.Find(taskId);

    public TaskRecord? OnDisk(string taskId) => rows.OnDisk(taskId);

    public Task Settled(string taskId) => rows.Settled(taskId);

    public Task Set(params IReadOnlyList<TaskRecord> tasks)
    {
        foreach (var task in tasks) Remember(task);
        return rows.Set(tasks);
    }

    public Task Remove(IReadOnlyList<string> taskIds) => rows.Remove(taskIds);

    public IReadOnlyList<TaskRecord> List(TaskQuery query) => [.. index.Ids(query).Select(id => rows.OnDisk(id)!).Where(t => Matches(t, query)).Take(query.Limit)];

    /// <summary>Tasks that an earlier RunTask under this token made, also those that are just being written.</summary>
    public IReadOnlyList<TaskRecord> ByToken(string token) => byToken.TryGetValue(token, out var ids) ? [.. ids.Select(rows.Find).OfType<TaskRecord>()] : [];

    private void Remember(TaskRecord task)
    {
        if (task.ClientToken is not { } token || rows.Find(task.TaskId) is not null) return;
        if (!byToken.TryGetValue(token, out var ids)) byToken[token] = ids = new(1);
        ids.Add(task.TaskId);
    }

    private void Published(TaskRecord? old, TaskRecord? task)
    {
        index.Replace(old, task);
        if (old is null && task?.ClientToken is { } made && !(byToken.TryGetValue(made, out var known) && known.Contains(task.TaskId)))
        {
            if (known is null) byToken[made] = known = new(1);
            known.Add(task.TaskId);
        }

        if (task is null && old?.ClientToken is { } token && byToken.TryGetValue(token, out var ids) && ids.Remove(old.TaskId) && ids.Count == 0) byToken.Remove(token);
    }

    /// <summary>Tokens of tasks that never came to be.</summary>
    private void ForgetTokens()
    {
        foreach (var token in byToken.Where(t => t.Value.RemoveAll(id => rows.Find(id) is null) > 0 && t.Value.Count == 0).Select(t => t.Key).ToList()) byToken.Remove(token);
    }

    private static bool Matches(TaskRecord task, TaskQuery query) =>
        (query.Family is null || task.Definition.Family == query.Family) &&
        (query.StartedBy is null || task.StartedBy == query.StartedBy) &&
        (query.Group is null || task.Group == query.Group) &&
        (query.LaunchType is null || task.LaunchType == query.LaunchType);
}
