using System.Collections.Concurrent;
using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Native;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Reconcile;

/// <summary>All tasks of this node, a runner each.</summary>
internal sealed partial class TaskReconciler(NodeParts parts, IHostApplicationLifetime lifetime, ILogger<TaskReconciler> log) : ITaskReconciler
{
    /// <summary>Between a runner that ended by a bug and the next.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, TaskRunner> runners = new(StringComparer.Ordinal);
    private IReadOnlyList<string> unreadable = [];

    public IReadOnlyList<NativeTask> Known => [.. runners.Values.Select(r => r.Order)];

    public IReadOnlyList<NativeTask> Running => [.. runners.Values.Where(r => r.State.Containers.Any(c => c.Phase == ContainerPhase.Running)).Select(r => r.Order)];

    public IReadOnlyList<(NativeTask Order, NodeTask State)> Checked =>
        [.. runners.Values.Where(r => r.HasHealthChecks).Select(r => (r.Order, r.State))];

    public async Task Start(CancellationToken cancel)
    {
        lifetime.ApplicationStopping.Register(() =>
        {
            foreach (var runner in runners.Values) runner.Interrupt();
        });
        (var files, unreadable) = parts.Files.Load();
        var adopted = await parts.Runtime.Adopt(cancel);
        await RemoveOrphans(files.Select(f => f.TaskId).Concat(unreadable).ToHashSet(StringComparer.Ordinal), adopted, cancel);
        var found = adopted.ToLookup(a => a.TaskId);
        foreach (var file in files) Add(file, [.. found[file.TaskId]]);
        if (files.Count > 0) LogAdopted(log, files.Count, adopted.Count(a => a.Exit is null));
    }

    public async Task Apply(NativeTask order, CancellationToken cancel)
    {
        if (runners.TryGetValue(order.TaskArn, out var runner))
        {
            await runner.Obey(order);
            return;
        }

        var taskId = TaskFile.IdOf(order.TaskArn);
        if (parts.Files.Read(taskId) is { } kept)
        {
            // Somebody brought the file back. What it knows of the task must not be lost.
            await Add(kept, adopted: []).Obey(order);
            return;
        }

        if (unreadable.Contains(taskId, StringComparer.Ordinal))
        {
            // Nobody knows how far it was: to begin it again could run it twice.
            if (order.DesiredStatus != "STOPPED") return;
            foreach (var container in order.Containers) await parts.Runtime.Signal(container.RuntimeId, Libc.SignalKill, cancel);
        }

        var file = TaskFile.New(order, parts.Boot.Id);
        parts.Files.Write(file, orderToo: true);
        Add(file, adopted: null);
    }

    public async Task<bool> Renew(string taskArn, string roleType, NativeCredentials credentials)
    {
        if (!runners.TryGetValue(taskArn, out var runner)) return false;
        await runner.Renew(roleType, credentials);
        return true;
    }

    private TaskRunner Add(TaskFile file, IReadOnlyList<Runtime.AdoptedContainer>? adopted)
    {
        var runner = new TaskRunner(file, adopted, parts, log, lifetime.ApplicationStopping);
        runners[file.Order.TaskArn] = runner;
        _ = RunToEnd(file.Order.TaskArn, runner);
        return runner;
    }

    private async Task RunToEnd(string taskArn, TaskRunner first)
    {
        await Task.Yield();
        try
        {
            for (var runner = first; runner is not null; runner = await Again(taskArn))
            {
                if (await Run(taskArn, runner)) break;
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The next process goes on from the file.
        }
        finally
        {
            runners.TryRemove(taskArn, out _);
        }
    }

    /// <returns>False when it ended by a bug.</returns>
    private async Task<bool> Run(string taskArn, TaskRunner runner)
    {
        try
        {
            await runner.Run();
            return true;
        }
#pragma warning disable CA1031 // Nobody awaits a runner; a bug in one must not end the others.
        catch (Exception bug) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            LogBug(log, taskArn, bug);
            return false;
        }
#pragma warning restore CA1031
        finally
        {
            runner.Dispose();
        }
    }

    /// <summary>Another runner for a task, from what is kept of it, as a new process would.</summary>
    /// <returns>Null when nothing is kept any more.</returns>
    private async Task<TaskRunner?> Again(string taskArn)
    {
        while (true)
        {
            await Task.Delay(RetryPause, parts.Clock, lifetime.ApplicationStopping);
            try
            {
                if (parts.Files.Read(TaskFile.IdOf(taskArn)) is not { } file) return null;
                return runners[taskArn] = new TaskRunner(file, adopted: [], parts, log, lifetime.ApplicationStopping);
            }
            catch (IOException failure)
            {
                LogBug(log, taskArn, failure);
            }
        }
    }

    /// <summary>What nobody knows any more: containers, volumes, limits and namespaces that a crash left between two steps.</summary>
    private async Task RemoveOrphans(IReadOnlySet<string> known, IReadOnlyList<Runtime.AdoptedContainer> adopted, CancellationToken cancel)
    {
        foreach (var orphan in adopted.Where(a => !known.Contains(a.TaskId)))
        {
            LogOrphan(log, orphan.RuntimeId);
            await parts.Runtime.Signal(orphan.RuntimeId, Libc.SignalKill, cancel);
            await parts.Runtime.Remove(orphan.RuntimeId, cancel);
            await parts.Runtime.RemoveTask(orphan.TaskId, cancel);
        }

        await parts.Runtime.Sweep(known, cancel);
        await parts.Network.Sweep(known, cancel);
    }

    [LoggerMessage(3511, LogLevel.Information, "Took over {Tasks} tasks with {Containers} running containers.")]
    private static partial void LogAdopted(ILogger log, int tasks, int containers);

    [LoggerMessage(3512, LogLevel.Warning, "Container {RuntimeId} belongs to no task any more and is removed.")]
    private static partial void LogOrphan(ILogger log, string runtimeId);

    [LoggerMessage(3514, LogLevel.Error, "The runner of {TaskArn} ended unexpectedly; another goes on from what is kept.")]
    private static partial void LogBug(ILogger log, string taskArn, Exception bug);
}
