using System.Globalization;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;
using Berth.Domain.Simulation;
using Berth.Node.Native;
using Berth.Node.Runtime;

namespace Berth.Node.Simulation;

/// <summary>
/// Containers that are only told of: each lives as <see cref="SimulatedLife"/> says and runs nothing. Like real ones they live on while the server is away, and not over a reboot.
/// One timer serves them all, so that ten thousand cost little.
/// </summary>
internal sealed class SimulatedRuntime(BerthInstance berth, ContainerFiles files, SimulationOptions options, TimeProvider clock) : IContainerRuntime, IContainerOutput, IDisposable
{
    private const string BootKey = "boot";

    /// <summary>Timers cannot be set for longer than 49 days.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, SimulatedContainer> containers = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset At, string RuntimeId)> dues = [];
    private readonly Journal journal = Journal.Open(Path.Combine(berth.DataDirectory, "node", "simulated-containers.journal"));
    private ITimer? timer;
    private CancellationTokenRegistration waits;
    private CancellationToken waitsEnd;

    public Task<IReadOnlyList<AdoptedContainer>> Adopt(CancellationToken cancel)
    {
        lock (gate)
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            if (journal.Read<string>(BootKey) != boot)
            {
                // The machine began anew: what ran is gone, and nobody knows how it ended.
                foreach (var key in journal.Keys) journal.Delete(key);
                journal.Write(BootKey, boot);
            }

            var found = new List<AdoptedContainer>();
            foreach (var runtimeId in journal.Keys.Where(k => k != BootKey))
            {
                var kept = journal.Read<Kept>(runtimeId)!;
                var container = containers[runtimeId] = new() { Life = SimulatedLife.Parse(kept.Told), Past = kept.Past };
                Look(runtimeId, container);
                found.Add(new(kept.TaskId, runtimeId, container.Exit) { StartedAt = kept.Past.StartedAt, RestartCount = kept.RestartCount });
            }

            return Task.FromResult<IReadOnlyList<AdoptedContainer>>(found);
        }
    }

    public Task PrepareTask(TaskLimits limits, CancellationToken cancel) => Task.CompletedTask;

    public async Task Start(ContainerSpec spec, CancellationToken cancel)
    {
        var told = spec.Environment.Where(SimulatedLife.IsTold).ToList();
        var life = SimulatedLife.Parse(told);
        if (options.StartTakes > TimeSpan.Zero) await Task.Delay(options.StartTakes, clock, cancel);
        if (life.StartFailure is { } failure) throw new ContainerStartException(failure);
        lock (gate)
        {
            if (containers.ContainsKey(spec.RuntimeId)) return;
            var container = new SimulatedContainer { Life = life, Past = new(clock.GetUtcNow()) };
            WriteOutput(spec, container);
            journal.Write(spec.RuntimeId, new Kept(spec.TaskId, told, container.Past));
            containers[spec.RuntimeId] = container;
            Look(spec.RuntimeId, container);
        }
    }

    public Task Signal(string runtimeId, int signal, CancellationToken cancel)
    {
        lock (gate)
        {
            if (!containers.TryGetValue(runtimeId, out var container) || container.Exit is not null) return Task.CompletedTask;
            var now = clock.GetUtcNow();
            var past = container.Past;
            if (signal == Libc.SignalKill) past = past with { KilledAt = past.KilledAt ?? now };
            else if (past.StopSignal == 0) past = past with { StopSignal = signal, StopAskedAt = now };
            if (past == container.Past) return Task.CompletedTask;
            journal.Write(runtimeId, journal.Read<Kept>(runtimeId)! with { Past = past });
            container.Past = past;
            Look(runtimeId, container);
        }

        return Task.CompletedTask;
    }

    /// <summary>Nothing runs that could be held; a simulated container's life goes by the clock.</summary>
    public Task Freeze(string runtimeId, CancellationToken cancel) => Task.CompletedTask;

    public Task Thaw(string runtimeId, CancellationToken cancel) => Task.CompletedTask;

    public Task Rotate(string taskId, string runtimeId, string closedPath, CancellationToken cancel)
    {
        var path = PathOf(taskId, runtimeId);
        if (File.Exists(path)) File.Move(path, closedPath);
        File.WriteAllBytes(path, []);
        return Task.CompletedTask;
    }

    public Task<ContainerExit> WaitForExit(string runtimeId, CancellationToken cancel)
    {
        lock (gate)
        {
            // It was started, or nobody would wait: the machine began anew since.
            if (!containers.TryGetValue(runtimeId, out var container)) return Task.FromResult(new ContainerExit(null, false, clock.GetUtcNow(), LostExit.ContainerGone));
            if (container.Exit is { } exit) return Task.FromResult(exit);
            container.Waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

            // The node waits for all its containers with one token: one registration ends them all.
            if (waits == default) (waits, waitsEnd) = (cancel.Register(GiveUpWaiting), cancel);
            return cancel == waitsEnd ? container.Waiting.Task : container.Waiting.Task.WaitAsync(cancel);
        }
    }

    /// <summary>What runs nothing uses nothing.</summary>
    public Task<ContainerStats?> Stats(string runtimeId, CancellationToken cancel) => Task.FromResult<ContainerStats?>(null);

    public async Task Restart(string runtimeId, int count, CancellationToken cancel)
    {
        if (options.StartTakes > TimeSpan.Zero) await Task.Delay(options.StartTakes, clock, cancel);
        lock (gate)
        {
            if (!containers.TryGetValue(runtimeId, out var ended)) throw new ContainerStartException("the container is gone");
            var kept = journal.Read<Kept>(runtimeId)!;
            if (kept.RestartCount >= count) return;
            if (ended.DueAt is { } due) dues.Remove((due, runtimeId));
            var container = containers[runtimeId] = new() { Life = ended.Life, Past = new(clock.GetUtcNow()) };
            journal.Write(runtimeId, kept with { Past = container.Past, RestartCount = count });
            Look(runtimeId, container);
        }
    }

    /// <summary>Its health is what its life tells, whatever the command.</summary>
    public Task<ExecResult> Exec(string runtimeId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel)
    {
        lock (gate)
        {
            if (!containers.TryGetValue(runtimeId, out var container) || container.Exit is not null) return Task.FromResult(new ExecResult(255, "the container does not run"));
            var healthy = SimulatedLifeDecider.IsHealthy(container.Life, container.Past.StartedAt, clock.GetUtcNow());
            return Task.FromResult(new ExecResult(healthy ? 0 : 1, ""));
        }
    }

    public Task Remove(string runtimeId, CancellationToken cancel)
    {
        lock (gate)
        {
            if (containers.Remove(runtimeId, out var container) && container.DueAt is { } due) dues.Remove((due, runtimeId));
            journal.Delete(runtimeId);
        }

        return Task.CompletedTask;
    }

    public Task RemoveTask(string taskId, CancellationToken cancel)
    {
        var output = Path.Combine(files.Output, taskId);
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        return Task.CompletedTask;
    }

    public async Task Sweep(IReadOnlySet<string> taskIds, CancellationToken cancel)
    {
        if (!Directory.Exists(files.Output)) return;
        foreach (var taskId in Directory.EnumerateDirectories(files.Output).Select(d => Path.GetFileName(d)).Where(id => !taskIds.Contains(id)).ToList()) await RemoveTask(taskId, cancel);
    }

    public string PathOf(string taskId, string runtimeId) => files.Log(taskId, runtimeId);

    public void Dispose()
    {
        timer?.Dispose();
        waits.Dispose();
        journal.Dispose();
    }

    /// <summary>Takes its end when that has come, and sets the clock for it otherwise.</summary>
    private void Look(string runtimeId, SimulatedContainer container)
    {
        if (container.DueAt is { } old) dues.Remove((old, runtimeId));
        container.DueAt = null;
        switch (SimulatedLifeDecider.Decide(container.Life, container.Past, clock.GetUtcNow()))
        {
            case SimulatedMoment.Ended end:
                container.Exit = new(end.ExitCode, end.OutOfMemory, end.At);
                container.Waiting?.TrySetResult(container.Exit);
                break;
            case SimulatedMoment.Runs { EndsAt: { } due }:
                container.DueAt = due;
                dues.Add((due, runtimeId));
                if (dues.Min.At == due) SetTimer();
                break;
        }
    }

    private void GiveUpWaiting()
    {
        lock (gate)
            foreach (var container in containers.Values) container.Waiting?.TrySetCanceled(waitsEnd);
    }

    private void SetTimer()
    {
        var pause = dues.Min.At - clock.GetUtcNow();
        if (pause > LongestPause) pause = LongestPause;

        // A timer may fire a little early; a millisecond later there is surely something to do.
        pause = pause < TimeSpan.Zero ? TimeSpan.Zero : pause + TimeSpan.FromMilliseconds(1);
        timer ??= clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            while (dues.Count > 0 && dues.Min is var (at, runtimeId) && at <= now) Look(runtimeId, containers[runtimeId]);
            if (dues.Count > 0) SetTimer();
        }
    }

    /// <summary>As conmon would write it.</summary>
    private void WriteOutput(ContainerSpec spec, SimulatedContainer container)
    {
        if (container.Life.Output.Count == 0) return;
        var path = files.Log(spec.TaskId, spec.RuntimeId);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var time = container.Past.StartedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00+00:00'", CultureInfo.InvariantCulture);
        File.WriteAllLines(path, container.Life.Output.Select(text => $"{time} stdout F {text}"));
    }

    /// <param name="Told">The variables that tell its life.</param>
    private sealed record Kept(string TaskId, IReadOnlyList<string> Told, SimulatedPast Past, int RestartCount = 0);

    private sealed class SimulatedContainer
    {
        public required SimulatedLife Life { get; init; }
        public required SimulatedPast Past { get; set; }
        public ContainerExit? Exit { get; set; }
        public DateTimeOffset? DueAt { get; set; }
        public TaskCompletionSource<ContainerExit>? Waiting { get; set; }
    }
}
