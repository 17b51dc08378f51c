using System.Collections.Immutable;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Cluster.Clusters;

/// <summary>A cluster's tasks in memory, always exactly what the store holds: a change is published when its commit has landed.</summary>
/// <param name="onLost">Called when another owner wrote a task of ours: this memory is worthless then.</param>
internal sealed class TaskTable(IStore store, Action onLost)
{
    private ImmutableSortedDictionary<string, Stored<TaskRecord>> tasks = ImmutableSortedDictionary<string, Stored<TaskRecord>>.Empty.WithComparers(StringComparer.Ordinal);

    public IReadOnlyList<TaskRecord> All => [.. tasks.Values.Select(t => t.Record)];

    public async Task Load(string cluster, CancellationToken cancel)
    {
        var builder = tasks.ToBuilder();
        foreach (var row in await store.List(ClusterGrain.TaskKind, cluster + "/", cancel: cancel))
        {
            var task = RowJson.Read<TaskRecord>(row);
            builder[task.TaskId] = new(task, row.Version);
        }

        tasks = builder.ToImmutable();
    }

    public TaskRecord? Find(string taskId) => tasks.TryGetValue(taskId, out var stored) ? stored.Record : null;

    /// <summary>Writes new and changed tasks in one unit.</summary>
    public async Task Commit(IReadOnlyList<TaskRecord> changed)
    {
        if (changed.Count == 0) return;
        await Write([.. changed.Select(t => StoreExtensions.Put(ClusterGrain.TaskKind, RowId(t), VersionOf(t), t))]);
        tasks = tasks.SetItems(changed.Select(t => KeyValuePair.Create(t.TaskId, new Stored<TaskRecord>(t, VersionOf(t) + 1))));
    }

    public async Task Remove(IReadOnlyList<TaskRecord> gone)
    {
        if (gone.Count == 0) return;
        await Write([.. gone.Select(t => new RowWrite.Delete(ClusterGrain.TaskKind, RowId(t), VersionOf(t)))]);
        tasks = tasks.RemoveRange(gone.Select(t => t.TaskId));
    }

    private async Task Write(IReadOnlyList<RowWrite> unit)
    {
        try
        {
            await store.Commit(unit);
        }
        catch (StoreConflictException)
        {
            onLost();
            throw;
        }
    }

    private long VersionOf(TaskRecord task) => tasks.TryGetValue(task.TaskId, out var stored) ? stored.Version : 0;

    private static string RowId(TaskRecord task) => task.ClusterName + "/" + task.TaskId;
}
