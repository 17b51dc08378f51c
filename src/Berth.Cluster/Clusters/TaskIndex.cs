using Berth.Contracts.Clusters;
using Berth.Domain.Tasks;

namespace Berth.Cluster.Clusters;

/// <summary>What is asked of a cluster's tasks without looking at each of them: pages in order of id, counts. Follows what is on disk.</summary>
internal sealed class TaskIndex
{
    private readonly SortedSet<string> wanted = new(StringComparer.Ordinal);
    private readonly SortedSet<string> unwanted = new(StringComparer.Ordinal);

    public int Running { get; private set; }

    public int Pending { get; private set; }

    /// <summary>A task's row changed; null for no row.</summary>
    public void Replace(TaskRecord? old, TaskRecord? task)
    {
        Count(old, -1);
        Count(task, 1);
        if (old is not null && old.StopDesired != task?.StopDesired) SetOf(old.StopDesired).Remove(old.TaskId);
        if (task is not null && old?.StopDesired != task.StopDesired) SetOf(task.StopDesired).Add(task.TaskId);
    }

    /// <summary>Ids in order, from behind <see cref="TaskQuery.After"/>; the query's other wishes are for the caller to check.</summary>
    public IEnumerable<string> Ids(TaskQuery query) => query.StopDesired is { } stop
        ? Behind(SetOf(stop), query.After)
        : Merge(Behind(wanted, query.After), Behind(unwanted, query.After));

    private static IEnumerable<string> Behind(SortedSet<string> ids, string? after)
    {
        if (after is null || ids.Max is not { } last) return ids;
        return string.CompareOrdinal(after, last) >= 0 ? [] : ids.GetViewBetween(after, last).SkipWhile(id => id == after);
    }

    private static IEnumerable<string> Merge(IEnumerable<string> a, IEnumerable<string> b) => a.Concat(b).Order(StringComparer.Ordinal);

    private SortedSet<string> SetOf(bool stopDesired) => stopDesired ? unwanted : wanted;

    private void Count(TaskRecord? task, int change)
    {
        if (task is { LastStatus: Domain.Tasks.TaskStatus.Running }) Running += change;
        else if (task is { LastStatus: < Domain.Tasks.TaskStatus.Running, StopDesired: false }) Pending += change;
    }
}
