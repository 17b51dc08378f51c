using Berth.AgentProtocol;
using Berth.Domain.Logs;
using Berth.Node.Reconcile;
using Berth.Node.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Logs;

/// <summary>Bounds the output of containers without a log driver: of each the file that is being written and the one before it are kept, for an operator to look at.</summary>
internal sealed partial class OutputKeeper(IContainerOutput output, ITaskReconciler tasks, NodeStatus status, TimeProvider clock, ILogger<OutputKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, long> asked = new(StringComparer.Ordinal);

    /// <summary>One round.</summary>
    public async Task Keep(CancellationToken cancel)
    {
        var known = tasks.Known;
        Forget(known);
        foreach (var task in known)
        {
            foreach (var container in task.Containers.Where(c => c.Log is null))
            {
                var taskId = TaskFile.IdOf(task.TaskArn);
                var path = output.PathOf(taskId, container.RuntimeId);

                // Of most there is nothing to do, and nobody needs to look further.
                if (!asked.ContainsKey(path) && new FileInfo(path) is not { Exists: true, Length: >= OutputDecider.FileBytesMax }) continue;
                await Keep(taskId, container.RuntimeId, path, cancel);
            }
        }
    }

    /// <summary>How many files it waits for: those that the monitor has not opened yet.</summary>
    internal int Waiting => asked.Count;

    private void Forget(IReadOnlyList<NativeTask> known)
    {
        if (asked.Count == 0) return;
        var paths = known.SelectMany(t => t.Containers.Select(c => output.PathOf(TaskFile.IdOf(t.TaskArn), c.RuntimeId))).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in asked.Keys.Where(path => !paths.Contains(path)).ToList()) asked.Remove(gone);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await status.EngineReady.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Keep(stoppingToken);
            }
            catch (IOException failure)
            {
                LogFailed(log, failure);
            }
        }
    }

    private async Task Keep(string taskId, string runtimeId, string path, CancellationToken cancel)
    {
        var files = new OutputSegments(path);
        if (!files.IsRotating)
        {
            asked.Remove(path);
            var segments = files.List(OutputPosition.Start);
            files.Delete(new(segments.Where(s => s.Closed).Select(s => s.Number).DefaultIfEmpty(0).Max(), 0), OutputPosition.Start);
            if (segments.Count == 0 || segments[^1].Bytes < OutputDecider.FileBytesMax) return;
        }
        else if (asked.TryGetValue(path, out var at) && clock.GetElapsedTime(at) <= OutputCarrier.AskAgain) return;

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            asked.Remove(path);
            return;
        }

        asked[path] = clock.GetTimestamp();
        await output.Rotate(taskId, runtimeId, files.ClosedPath(OutputPosition.Start), cancel);
    }

    [LoggerMessage(3421, LogLevel.Warning, "A container's output could not be shortened; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
