using Berth.Domain.Kernel;
using Berth.Node.Images;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Runtime;

namespace Berth.Node;

/// <summary>Removes everything that a node of this installation made on the machine. The server must not run.</summary>
public static class NodePurge
{
    /// <returns>How many containers were ended.</returns>
    public static async Task<int> Run(BerthInstance berth)
    {
        var files = new ContainerFiles(berth);
        var notes = Directory.Exists(files.Containers) ? Directory.EnumerateDirectories(files.Containers).Select(ContainerNote.Read).OfType<ContainerNote>().ToList() : [];
        var ended = 0;
        foreach (var note in notes.Where(n => n.IsAlive))
        {
            new TaskCgroup(berth.Id, note.TaskId).Thaw(note.RuntimeId);
            Libc.Kill(note.Pid, Libc.SignalKill);
            ended++;
        }

        // A crash may have left one before its note was written.
        for (var tries = 0; tries < 100 && (notes.Exists(n => n.IsAlive) || TaskCgroup.Processes(berth.Id).Count > 0); tries++)
        {
            foreach (var pid in TaskCgroup.Processes(berth.Id)) Libc.Kill(pid, Libc.SignalKill);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        await ContainerdProcess.Stop(berth);
        await TaskNetwork.Purge(berth);
        await PoolClaim.Release(berth.DataDirectory);

        // The namespace's pin is the last that holds the containers' mounts.
        var pin = Path.Combine(berth.RunDirectory, "mnt", "pin");
        Libc.Unmount(pin);
        foreach (var mount in Mounts.Under(berth.RunDirectory).Concat(Mounts.Under(berth.DataDirectory))) Libc.Unmount(mount);
        foreach (var taskId in notes.Select(n => n.TaskId).Distinct(StringComparer.Ordinal)) new TaskCgroup(berth.Id, taskId).Remove();
        TaskCgroup.RemoveRoot(berth.Id);
        foreach (var directory in (string[])[files.Volumes, files.Output, files.Containers, files.Configurations]) TreeRemoval.Remove(directory);
        return ended;
    }
}
