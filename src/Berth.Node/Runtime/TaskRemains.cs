using Berth.Domain.Kernel;
using Berth.Node.Native;

namespace Berth.Node.Runtime;

/// <summary>What a task has on the node beside its containers: limits, volumes, output.</summary>
internal sealed class TaskRemains(BerthInstance berth, ContainerFiles files, TimeProvider clock)
{
    private static readonly TimeSpan CgroupPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>The kernel lets go of a process within milliseconds of its end. What is left after this is swept when the node starts again.</summary>
    private static readonly TimeSpan CgroupMax = TimeSpan.FromSeconds(2);

    public async Task Remove(string taskId, CancellationToken cancel)
    {
        var cgroup = new TaskCgroup(berth.Id, taskId);
        var asked = clock.GetTimestamp();
        while (!cgroup.Remove() && clock.GetElapsedTime(asked) < CgroupMax) await Task.Delay(CgroupPoll, clock, cancel);

        // Containers may have left millions of files; a thread of the pool is not for that.
        await ShortThread.Run(() =>
        {
            foreach (var directory in (string[])[files.VolumesOf(taskId), Path.Combine(files.Output, taskId)]) TreeRemoval.Remove(directory);
            return true;
        });
    }

    /// <summary>Removes what is here of every task that is not in <paramref name="taskIds"/>.</summary>
    public async Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel)
    {
        var here = TaskCgroup.Tasks(berth.Id).Concat(Named(files.Volumes)).Concat(Named(files.Output)).Distinct(StringComparer.Ordinal);
        foreach (var taskId in here.Where(id => !taskIds.Contains(id)).ToList()) await Remove(taskId, cancel);
    }

    private static IEnumerable<string> Named(string directory) => Directory.Exists(directory) ? Directory.EnumerateDirectories(directory).Select(d => Path.GetFileName(d)) : [];
}
