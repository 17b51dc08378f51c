namespace Berth.Node.Runtime;

/// <summary>What containers use.</summary>
internal sealed partial class ConmonRuntime
{
    public Task<ContainerStats?> Stats(string runtimeId, CancellationToken cancel)
    {
        if (ContainerNote.Read(files.Bundle(runtimeId)) is not { IsAlive: true } note) return Task.FromResult<ContainerStats?>(null);
        try
        {
            var cgroup = new TaskCgroup(berth.Id, note.TaskId);
            var (cpu, memory, blockIo, processes) = new CgroupStats(controller => cgroup.DirectoryOf(controller, runtimeId), TaskCgroup.IsUnified).Read();
            var networks = CgroupStats.Networks(File.ReadLines($"/proc/{note.Pid}/net/dev"));
            return Task.FromResult<ContainerStats?>(new(clock.GetUtcNow(), cpu, memory, blockIo, processes, networks));
        }
        catch (IOException)
        {
            return Task.FromResult<ContainerStats?>(null); // It ended meanwhile.
        }
    }
}
