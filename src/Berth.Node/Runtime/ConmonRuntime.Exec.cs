using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Berth.Node.Native;

namespace Berth.Node.Runtime;

/// <summary>Commands inside running containers, by crun itself.</summary>
internal sealed partial class ConmonRuntime
{
    /// <summary>Commands that were killed and have not ended yet: in a frozen container they cannot.</summary>
    private readonly ConcurrentDictionary<string, Task> dying = new(StringComparer.Ordinal);
    /// <summary>Source: OCI runtime specification.</summary>
    private const string ConfigurationName = "config.json";

    private int lastExec;

    public async Task<ExecResult> Exec(string runtimeId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel)
    {
        // One at most is left behind per container, however often somebody asks.
        if (dying.TryGetValue(runtimeId, out var before) && !await InTime(before, timeout, cancel)) return new(null, "");
        dying.TryRemove(runtimeId, out _);

        var name = Path.Combine(files.ConfigurationOf(runtimeId), "exec-" + Interlocked.Increment(ref lastExec));
        var (processPath, pidPath) = (name + ".json", name + ".pid");
        try
        {
            // An earlier process of ours that was killed may have left one, and its number belongs to anybody now.
            File.Delete(pidPath);
            await File.WriteAllTextAsync(processPath, ExecProcess(runtimeId, command).ToJsonString(), cancel);
            using var output = new CommandOutput(ExecResult.OutputBytesMax);
            var exit = await mounts.Run(() =>
            {
                var started = spawner.Start(
                    Crun, ["--root=" + files.RuntimeState, "exec", "--process=" + processPath, "--pid-file=" + pidPath, runtimeId], inherited: new Dictionary<int, int> { [1] = output.WriteEnd, [2] = output.WriteEnd },
                    session: true);
                output.Begin();
                return started;
            });
            var inTime = await InTime(exit.Exit, timeout, cancel);
            var pid = File.Exists(pidPath) && int.TryParse(await File.ReadAllTextAsync(pidPath, CancellationToken.None), System.Globalization.CultureInfo.InvariantCulture, out var known) ? known : 0;
            if (!inTime)
            {
                // crun puts the command into a process group of its own, and its children are in it.
                if (pid > 0 && ContainerNote.Read(files.Bundle(runtimeId)) is { } note && Cgroup(note).Holds(runtimeId, pid) && ProcessStat.Group(pid) is > 1 and { } group) Libc.Kill(-group, Libc.SignalKill);
                Libc.Kill(exit.Pid, Libc.SignalKill);
                dying[runtimeId] = exit.Exit;
            }

            var text = await output.End();
            return new(inTime ? (await exit.Exit).ExitCode : null, text);
        }
        catch (IOException failure)
        {
            // The container ended, or was removed, meanwhile.
            return new(255, failure.Message);
        }
        finally
        {
            if (Directory.Exists(files.ConfigurationOf(runtimeId)))
            {
                File.Delete(processPath);
                File.Delete(pidPath);
            }
        }
    }

    private async Task<bool> InTime(Task exit, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            await exit.WaitAsync(timeout, clock, cancel);
            return true;
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The container's own process, as it was configured, with other arguments.</summary>
    private JsonNode ExecProcess(string runtimeId, IReadOnlyList<string> command)
    {
        var process = JsonNode.Parse(File.ReadAllText(Path.Combine(files.Bundle(runtimeId), ConfigurationName)))!["process"]!;
        process["args"] = new JsonArray([.. command.Select(c => (JsonNode)c)]);
        process["terminal"] = false;
        return process;
    }
}
