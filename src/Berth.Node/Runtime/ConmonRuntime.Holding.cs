namespace Berth.Node.Runtime;

/// <summary>Holding a container still, and beginning a new file for its output.</summary>
internal sealed partial class ConmonRuntime
{
    private static readonly TimeSpan FreezePoll = TimeSpan.FromMilliseconds(10);

    /// <summary>A process in the kernel that cannot stop at once freezes when it comes back; nobody needs to wait for it longer.</summary>
    private static readonly TimeSpan FreezeTimeout = TimeSpan.FromSeconds(1);

    public async Task Freeze(string runtimeId, CancellationToken cancel)
    {
        if (ContainerNote.Read(files.Bundle(runtimeId)) is not { IsAlive: true } note) return;
        var cgroup = Cgroup(note);
        cgroup.Freeze(runtimeId);
        var asked = clock.GetTimestamp();
        while (!cgroup.IsFrozen(runtimeId) && clock.GetElapsedTime(asked) < FreezeTimeout) await Task.Delay(FreezePoll, clock, cancel);
    }

    public Task Thaw(string runtimeId, CancellationToken cancel)
    {
        if (ContainerNote.Read(files.Bundle(runtimeId)) is { } note) Cgroup(note).Thaw(runtimeId);
        return Task.CompletedTask;
    }

    public Task Rotate(string taskId, string runtimeId, string closedPath, CancellationToken cancel)
    {
        var path = files.Log(taskId, runtimeId);
        if (File.Exists(path)) File.Move(path, closedPath);
        var control = Path.Combine(files.Bundle(runtimeId), "ctl");
        if (!File.Exists(control)) return Task.CompletedTask;

        // Opened both ways: to write alone would wait for a monitor that may be gone.
        using var pipe = new FileStream(control, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write("2 0 0\n"u8);
        return Task.CompletedTask;
    }

    private TaskCgroup Cgroup(ContainerNote note) => new(berth.Id, note.TaskId);
}
