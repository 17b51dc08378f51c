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
    private readonly ConcurrentDictionary<string, TaskRunner> runners = new(StringComparer.Ordinal);

    public IReadOnlyList<NativeTask> Running => [.. runners.Values.Where(r => r.State.Containers.Any(c => c.Phase == ContainerPhase.Running)).Select(r => r.Order)];

    public async Task Start(CancellationToken cancel)
    {
        var directory = TaskFile.Directory(parts.Berth);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var files = new List<TaskFile>();
        foreach (var path in Directory.EnumerateFiles(directory, "*.json"))
        {
            if (TaskFile.Read(path) is { } file) files.Add(file);
            else LogUnreadable(log, path);
        }

        var adopted = await parts.Runtime.Adopt(cancel);
        await RemoveOrphans(files.Select(f => f.TaskId).ToHashSet(StringComparer.Ordinal), adopted, cancel);
        foreach (var file in files) Add(new TaskRunner(file, adopted: true, parts, log, lifetime.ApplicationStopping));
        if (files.Count > 0) LogAdopted(log, files.Count, adopted.Count(a => a.Exit is null));
    }

    public async Task Apply(NativeTask order, CancellationToken cancel)
    {
        if (runners.TryGetValue(order.TaskArn, out var runner))
        {
            await runner.Obey(order);
            return;
        }

        var file = TaskFile.New(order);
        file.Write(parts.Berth);
        Add(new TaskRunner(file, adopted: false, parts, log, lifetime.ApplicationStopping));
    }

    public async Task<bool> Renew(string taskArn, string roleType, NativeCredentials credentials)
    {
        if (!runners.TryGetValue(taskArn, out var runner)) return false;
        await runner.Renew(roleType, credentials);
        return true;
    }

    private void Add(TaskRunner runner)
    {
        runners[runner.Order.TaskArn] = runner;
        _ = Task.Run(async () =>
        {
            try
            {
                await runner.Run();
            }
            catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // The next process goes on from the file.
            }
#pragma warning disable CA1031 // Nobody awaits a runner; a bug in one must not end the others.
            catch (Exception bug)
            {
                LogBug(log, runner.Order.TaskArn, bug);
            }
#pragma warning restore CA1031
            finally
            {
                runners.TryRemove(runner.Order.TaskArn, out _);
            }
        });
    }

    /// <summary>What nobody knows any more: containers and namespaces that a crash left between two steps.</summary>
    private async Task RemoveOrphans(IReadOnlySet<string> known, IReadOnlyList<Runtime.AdoptedContainer> adopted, CancellationToken cancel)
    {
        foreach (var orphan in adopted.Where(a => !known.Contains(a.TaskId)))
        {
            LogOrphan(log, orphan.RuntimeId);
            await parts.Runtime.Signal(orphan.RuntimeId, Libc.SignalKill, cancel);
            await parts.Runtime.Remove(orphan.RuntimeId, cancel);
            await parts.Runtime.RemoveTask(orphan.TaskId, cancel);
        }

        await parts.Network.Sweep(known, cancel);
    }

    [LoggerMessage(3511, LogLevel.Information, "Took over {Tasks} tasks with {Containers} running containers.")]
    private static partial void LogAdopted(ILogger log, int tasks, int containers);

    [LoggerMessage(3512, LogLevel.Warning, "Container {RuntimeId} belongs to no task any more and is removed.")]
    private static partial void LogOrphan(ILogger log, string runtimeId);

    [LoggerMessage(3513, LogLevel.Error, "The file {Path} cannot be read; its task is not taken over.")]
    private static partial void LogUnreadable(ILogger log, string path);

    [LoggerMessage(3514, LogLevel.Error, "The runner of {TaskArn} ended unexpectedly.")]
    private static partial void LogBug(ILogger log, string taskArn, Exception bug);
}
