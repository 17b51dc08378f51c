using System.Threading.Channels;
using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Agent;
using Berth.Node.Images;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Reconcile;

/// <summary>
/// The shell around <see cref="NodeTaskDecider"/> for one task: keeps its state in a file, does what the decider chose, and takes the outcome as the next state.
/// One loop owns the state; everybody else sends it changes.
/// </summary>
internal sealed partial class TaskRunner
{
    /// <summary>Updates waiting; a task has few parts, so this is never full.</summary>
    private const int UpdatesMax = 1024;

    private readonly NodeParts parts;
    private readonly ILogger log;
    private readonly CancellationToken stopping;
    private readonly Channel<Update> updates = Channel.CreateBounded<Update>(UpdatesMax);
    private readonly Dictionary<string, PulledImage> images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> ended = new(StringComparer.Ordinal);
    private readonly List<Task> carrying = [];
    private TaskFile file;
    private bool reporting;
    private string? networkNamespace;

    /// <param name="adopted">The file is from an earlier process: what was under way then is done again.</param>
    public TaskRunner(TaskFile file, bool adopted, NodeParts parts, ILogger log, CancellationToken stopping)
    {
        (this.parts, this.log, this.stopping) = (parts, log, stopping);
        this.file = adopted ? file with { State = NodeTaskDecider.Resume(file.State, parts.Clock.GetUtcNow()) } : file;
        foreach (var container in file.Order.Containers) ended[container.Name] = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public NativeTask Order => Volatile.Read(ref file).Order;

    public NodeTask State => Volatile.Read(ref file).State;

    /// <summary>Runs until the task is over and the control plane knows it.</summary>
    public async Task Run()
    {
        try
        {
            await Loop();
            await RemoveFiles();
            file.Delete(parts.Berth);
        }
        finally
        {
            // Whoever still sends something must not wait for a loop that is over.
            updates.Writer.TryComplete();
            while (updates.Reader.TryRead(out var late)) late.Done.TrySetResult();
        }
    }

    private async Task Loop()
    {
        await Keep(file);
        foreach (var container in State.Containers.Where(c => c.Phase is ContainerPhase.Running or ContainerPhase.Ended && c.Started)) Follow(container.Name);
        while (true)
        {
            var plan = NodeTaskDecider.Decide(State, parts.Clock.GetUtcNow());
            Launch(plan.Actions);
            if (!reporting && NodeReports.Next(State) is { } due) Report(due);
            if (State is { Reported: ReportedStage.NetworkGone }) break;
            if (await Wait(plan.WakeAt) is { } update) await Apply(update);
        }
    }

    /// <summary>Takes a newer order; an older one is ignored. Answers once it is on disk.</summary>
    public async Task Obey(NativeTask order)
    {
        if (order.Generation < Order.Generation) return;
        if (order.Generation == Order.Generation)
        {
            // The same order, sent again after a reconnect, may bring fresher keys.
            if (order.ExecutionCredentials is { } execution && execution.Expiration > Order.ExecutionCredentials?.Expiration) await Renew(IamRoleCredentialsMessage.TaskExecution, execution);
            if (order.TaskCredentials is { } task && task.Expiration > Order.TaskCredentials?.Expiration) await Renew(IamRoleCredentialsMessage.TaskApplication, task);
            return;
        }

        await Send(old => old with
        {
            // A stop names no keys; the ones here are still needed for the last lines.
            Order = order with { ExecutionCredentials = order.ExecutionCredentials ?? old.Order.ExecutionCredentials, TaskCredentials = order.TaskCredentials ?? old.Order.TaskCredentials },
            State = old.State with { StopDesired = old.State.StopDesired || order.DesiredStatus == "STOPPED" },
        });
    }

    public Task Renew(string roleType, NativeCredentials credentials) => Send(old => old with
    {
        Order = roleType == IamRoleCredentialsMessage.TaskExecution ? old.Order with { ExecutionCredentials = credentials } : old.Order with { TaskCredentials = credentials },
    });

    private async Task<Update?> Wait(DateTimeOffset? wakeAt)
    {
        var next = updates.Reader.WaitToReadAsync(stopping).AsTask();
        if (wakeAt is not { } due) await next;
        else
        {
            var pause = due - parts.Clock.GetUtcNow();
            await Task.WhenAny(next, Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, parts.Clock, stopping));
            stopping.ThrowIfCancellationRequested();
        }

        return updates.Reader.TryRead(out var update) ? update : null;
    }

    /// <summary>Persists, then applies.</summary>
    private async Task Apply(Update update)
    {
        var next = update.Apply(file);
        await Keep(next);
        Volatile.Write(ref file, next);
        update.Done.TrySetResult();
    }

    /// <summary>A full disk holds the task where it is until there is room again; nothing is acknowledged meanwhile.</summary>
    private async Task Keep(TaskFile next)
    {
        while (true)
        {
            try
            {
                next.Write(parts.Berth);
                return;
            }
            catch (IOException failure)
            {
                LogFailed(log, next.TaskId, "its file", failure.Message);
                await Task.Delay(RetryPause, parts.Clock, stopping);
            }
        }
    }

    private async Task Send(Func<TaskFile, TaskFile> apply)
    {
        var update = new Update(apply, new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await updates.Writer.WriteAsync(update, stopping);
        }
        catch (ChannelClosedException)
        {
            return; // The task is over.
        }

        await update.Done.Task.WaitAsync(stopping);
    }

    private Task SendState(Func<NodeTask, NodeTask> apply) => Send(old => old with { State = apply(old.State) });

    private void Report(DueReport due)
    {
        reporting = true;
        var state = State;
        _ = Guarded(async () =>
        {
            try
            {
                await parts.Reporter.Report(ReportMaker.Make(file, due), stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogBug(log, file.TaskId, failure);
                await Task.Delay(RetryPause, parts.Clock, stopping);
                await SendState(now =>
                {
                    reporting = false;
                    return now;
                });
                return;
            }

            await SendState(now =>
            {
                // On the loop: the decision that follows already sees that no report is under way.
                reporting = false;
                return now with
                {
                    Reported = due.Stage > now.Reported ? due.Stage : now.Reported,
                    Containers = [.. now.Containers.Select(c => due.Containers.Contains(c.Name) ? c with { ReportedPhase = state.Containers.First(s => s.Name == c.Name).Phase } : c)],
                };
            });
        });
    }

    /// <summary>Work beside the loop. What it throws unasked is a bug; it is logged, and the task stays as it is for an operator to see.</summary>
    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next process goes on from the file.
        }
#pragma warning disable CA1031 // Nobody awaits this work.
        catch (Exception bug)
        {
            LogBug(log, file.TaskId, bug);
        }
#pragma warning restore CA1031
    }

    private sealed record Update(Func<TaskFile, TaskFile> Apply, TaskCompletionSource Done);

    [LoggerMessage(3501, LogLevel.Error, "Work for task {TaskId} failed unexpectedly.")]
    private static partial void LogBug(ILogger log, string taskId, Exception bug);
}
