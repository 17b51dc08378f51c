using Berth.Contracts.Clusters;
using Berth.Contracts.Services;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using TaskStatus = Berth.Domain.Tasks.TaskStatus;

namespace Berth.Cluster.Clusters;

/// <summary>A cluster's tasks by the service that they belong to, so that an answer to a service costs as much as it is long.</summary>
/// <param name="find">A task with its changes that are not on disk yet.</param>
/// <param name="onDisk">A task as it is on disk.</param>
internal sealed class ServiceTaskIndex(Func<string, TaskRecord?> find, Func<string, TaskRecord?> onDisk)
{
    private readonly Dictionary<string, Entry> services = new(StringComparer.Ordinal);

    /// <summary>Decisions see this task from now on, before it is on disk.</summary>
    public void Seen(TaskRecord task)
    {
        if (task is { ServiceName: { } service, LastStatus: < TaskStatus.Stopped }) EntryOf(service).Live.TryAdd(task.TaskId, new());
    }

    /// <summary>A task's row changed; null for no row.</summary>
    public void Replace(TaskRecord? old, TaskRecord? task)
    {
        if ((task ?? old)?.ServiceName is not { } service) return;
        var entry = EntryOf(service);
        entry.Count(old, -1);
        entry.Count(task, 1);
        if (task is { LastStatus: < TaskStatus.Stopped }) entry.Live.TryAdd(task.TaskId, new());
        else entry.Live.Remove((task ?? old)!.TaskId);
        if (task is { EndSequence: > 0 } && old is not { EndSequence: > 0 }) entry.Ended(task);
        if (task is null && old is { EndSequence: > 0 }) entry.Forget(old);
        if (entry.IsEmpty) services.Remove(service);
    }

    /// <summary>Changes that were not on disk yet were taken back: tasks that never came to be are gone.</summary>
    public void TakenBack()
    {
        foreach (var (service, entry) in services.ToList())
        {
            foreach (var gone in entry.Live.Keys.Where(id => find(id) is null).ToList()) entry.Live.Remove(gone);
            if (entry.IsEmpty) services.Remove(service);
        }
    }

    /// <summary>See <see cref="ServiceSnapshot"/>.</summary>
    public ServiceTaskList Of(string service, long accountedThrough)
    {
        if (!services.TryGetValue(service, out var entry)) return new([], []);
        var live = new List<ServiceTask>(entry.Live.Count);
        foreach (var (taskId, mapped) in entry.Live)
            if (find(taskId) is { LastStatus: < TaskStatus.Stopped } task) live.Add(mapped.Of(task));
        return new(live, [.. entry.EndedAfter(accountedThrough).Select(id => ServiceTask.Of(onDisk(id)!))]);
    }

    public ServiceTaskCounts Counts(string service) =>
        services.TryGetValue(service, out var entry) ? entry.Counts() : new(new Dictionary<string, TaskCounts>(), 0);

    private Entry EntryOf(string service)
    {
        if (!services.TryGetValue(service, out var entry)) services[service] = entry = new();
        return entry;
    }

    private sealed class Entry
    {
        private readonly Dictionary<string, TaskCounts> groups = new(StringComparer.Ordinal);
        private readonly SortedSet<long> endings = [];
        private readonly Dictionary<long, string> endedTasks = [];
        private int unfinished;

        /// <summary>By id, in order: tasks that are not STOPPED, and those whose last step is not on disk yet.</summary>
        public SortedDictionary<string, Mapped> Live { get; } = new(StringComparer.Ordinal);

        public bool IsEmpty => Live.Count == 0 && endings.Count == 0 && groups.Count == 0;

        public void Count(TaskRecord? task, int change)
        {
            if (task is not { LastStatus: < TaskStatus.Stopped }) return;
            unfinished += change;
            var (running, pending) = (task.LastStatus == TaskStatus.Running, task is { LastStatus: < TaskStatus.Running, StopDesired: false });
            if (!running && !pending) return;
            var group = task.StartedBy ?? "";
            var old = groups.GetValueOrDefault(group);
            var next = new TaskCounts(old.Running + (running ? change : 0), old.Pending + (pending ? change : 0));
            if (next == default) groups.Remove(group);
            else groups[group] = next;
        }

        public void Ended(TaskRecord task)
        {
            endings.Add(task.EndSequence);
            endedTasks[task.EndSequence] = task.TaskId;
        }

        public void Forget(TaskRecord task)
        {
            endings.Remove(task.EndSequence);
            endedTasks.Remove(task.EndSequence);
        }

        public IEnumerable<string> EndedAfter(long accountedThrough) =>
            endings.Count == 0 || endings.Max <= accountedThrough ? [] : endings.GetViewBetween(accountedThrough + 1, long.MaxValue).Select(e => endedTasks[e]);

        public ServiceTaskCounts Counts() => new(new Dictionary<string, TaskCounts>(groups, StringComparer.Ordinal), unfinished);
    }

    /// <summary>A task as its service sees it, made anew only when the task is another.</summary>
    private sealed class Mapped
    {
        private TaskRecord? from;
        private ServiceTask? task;

        public ServiceTask Of(TaskRecord record)
        {
            if (task is not null && ReferenceEquals(from, record)) return task;
            from = record;
            return task = ServiceTask.Of(record);
        }
    }
}
