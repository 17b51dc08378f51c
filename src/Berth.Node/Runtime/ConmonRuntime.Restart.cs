using Berth.Node.Native;

namespace Berth.Node.Runtime;

/// <summary>Starting a container again: a new monitor and process from the same bundle.</summary>
internal sealed partial class ConmonRuntime
{
    public async Task Restart(string runtimeId, int count, CancellationToken cancel)
    {
        var bundle = files.Bundle(runtimeId);
        if (ContainerNote.Read(bundle) is not { } note) throw new ContainerStartException("the container is gone");
        if (note.RestartCount >= count && IsCreated(note))
        {
            await GoOn(runtimeId);
            return;
        }

        try
        {
            await CreateAgain(note, count);
            await Execute(runtimeId);
        }
        catch (IOException failure)
        {
            throw new ContainerStartException(failure.Message, failure);
        }
    }

    /// <summary>All of a restart but the execution.</summary>
    internal async Task CreateAgain(ContainerNote note, int count)
    {
        var (runtimeId, bundle) = (note.RuntimeId, files.Bundle(note.RuntimeId));

        // Until the new process is noted nobody may take the old one's end for its own.
        var next = note with { Pid = 0, StartTicks = 0, MonitorPid = 0, MonitorStartTicks = 0, RestartCount = count };
        next.Write(bundle);
        exits.Forget(runtimeId);
        await End(runtimeId);
        foreach (var trace in (string[])[files.ExitCode(runtimeId), Path.Combine(files.Sockets, runtimeId), .. Traces.Select(name => Path.Combine(bundle, name))]) File.Delete(trace);
        await Create(next, () => { });
    }

    /// <summary>Ends what may be left of a container's processes, the monitor last: it would write the exit code of this run, which the next one under the same id might take for its own.</summary>
    private async Task End(string runtimeId)
    {
        var delete = await mounts.Run(() => spawner.Run(Crun, ["--root=" + files.RuntimeState, "delete", "--force", runtimeId]));
        await delete;
        var asked = clock.GetTimestamp();
        while (files.MonitorOf(runtimeId) is { } monitor && clock.GetElapsedTime(asked) is var waited && waited < MonitorEndMax)
        {
            if (waited >= MonitorGrace) Libc.Kill(monitor, Libc.SignalKill);
            await Task.Delay(MonitorPoll, clock);
        }
    }

    private static readonly TimeSpan MonitorPoll = TimeSpan.FromMilliseconds(5);

    /// <summary>A monitor ends by itself within milliseconds of its container.</summary>
    private static readonly TimeSpan MonitorGrace = TimeSpan.FromSeconds(1);

    /// <summary>Not even SIGKILL ends what waits in the kernel for a broken disk.</summary>
    private static readonly TimeSpan MonitorEndMax = TimeSpan.FromSeconds(10);

    /// <summary>What conmon left of the last run.</summary>
    private static readonly string[] Traces = ["oom", "exit", "pid", "conmon.pid", "attach", "ctl", "winsz"];
}
