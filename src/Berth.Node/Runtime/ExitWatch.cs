using System.Collections.Concurrent;
using System.Globalization;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;

namespace Berth.Node.Runtime;

/// <summary>Sees containers end: conmon leaves a file with the exit code. A watcher wakes, a sweep repairs what the watcher missed.</summary>
internal sealed class ExitWatch(ContainerFiles files, BerthInstance berth, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ContainerExit>> waiting = new(StringComparer.Ordinal);
    private FileSystemWatcher? watcher;
    private ITimer? sweep;

    public void Start()
    {
        watcher = new FileSystemWatcher(files.Exits) { NotifyFilter = NotifyFilters.FileName };

        // conmon writes ID.XXXXXX and renames it; only the final name counts.
        watcher.Renamed += (_, change) => Look(change.Name ?? "");
        watcher.Created += (_, change) => Look(change.Name ?? "");
        watcher.EnableRaisingEvents = true;
        sweep = clock.CreateTimer(_ => Sweep(), null, SweepPeriod, SweepPeriod);
    }

    public Task<ContainerExit> Wait(string runtimeId)
    {
        var done = waiting.GetOrAdd(runtimeId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Look(runtimeId);

        // Nobody waits for what was not started: it is gone without a trace.
        if (ContainerNote.Read(files.Bundle(runtimeId)) is not { Pid: > 0 }) done.TrySetResult(new(null, false, clock.GetUtcNow(), LostExit.ContainerGone));
        return done.Task;
    }

    /// <returns>Null while it runs.</returns>
    public ContainerExit? Read(ContainerNote note)
    {
        var path = files.ExitCode(note.RuntimeId);
        if (File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code))
        {
            var killed = code == 137 && (File.Exists(Path.Combine(files.Bundle(note.RuntimeId), "oom")) || new TaskCgroup(berth.Id, note.TaskId).OutOfMemoryKills(note.RuntimeId) > 0);
            return new(code, killed, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero));
        }

        if (note.IsAlive) return note.IsMonitored(files) ? null : Abandon(note);

        // conmon writes the code right after the process ends; only when it is gone itself will nobody ever know.
        if (note.IsMonitored(files)) return null;
        return File.Exists(path) ? Read(note) : new(null, false, clock.GetUtcNow(), LostExit.MonitorDied);
    }

    public void Forget(string runtimeId) => waiting.TryRemove(runtimeId, out _);

    public void Dispose()
    {
        watcher?.Dispose();
        sweep?.Dispose();
    }

    private void Sweep()
    {
        foreach (var runtimeId in waiting.Keys) Look(runtimeId);
    }

    private void Look(string runtimeId)
    {
        if (!waiting.TryGetValue(runtimeId, out var done) || ContainerNote.Read(files.Bundle(runtimeId)) is not { Pid: > 0 } note) return;
        try
        {
            if (Read(note) is { } exit) done.TrySetResult(exit);
        }
        catch (IOException)
        {
            // The file was just being renamed; the sweep looks again.
        }
    }

    /// <summary>Without its monitor a container's output is broken and its exit code lost: it is better ended than half alive.</summary>
    private ContainerExit? Abandon(ContainerNote note)
    {
        new TaskCgroup(berth.Id, note.TaskId).Thaw(note.RuntimeId);
        Native.Libc.Kill(note.Pid, Native.Libc.SignalKill);
        return null;
    }
}
