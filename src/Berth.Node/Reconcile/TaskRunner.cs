using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Agent;
using Berth.Node.Images;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Reconcile;

/// <summary>
/// The shell around <see cref="NodeTaskDecider"/> for one task: keeps its state in a file, does what the decider chose, and takes the outcome as the next state.
/// One loop owns the state; everybody else sends it changes.
/// </summary>
internal sealed partial class TaskRunner : IDisposable
{
    private readonly NodeParts parts;
    private readonly ILogger log;
    private readonly CancellationToken stopping;
    private readonly Mailbox<Update> updates = new();
    private readonly string taskId;
    private readonly List<Task> carrying = [];

    /// <summary>Ends what carries lines; null while nothing does.</summary>
    private CancellationTokenSource? carriers;

    /// <summary>The loop ended before the task did: what goes on beside it changes nothing any more.</summary>
    private volatile bool broken;
    private Dictionary<string, TaskCompletionSource>? ended;

    /// <summary>By container, from its pull to its start; null while there are none.</summary>
    private Dictionary<string, PreparedContainer>? images;
    private TaskFile? held;

    /// <summary>What is held is not what is kept: something was launched since.</summary>
    private bool ahead;
    private bool reporting;
    private string? networkNamespace;

    /// <summary>Of the calls for this task, while it has a network; null before the first.</summary>
    private ITaskConnection? connection;
    private bool networkLeft;
    private StartCalls? startCalls;

    /// <param name="adopted">What the engine has of it, when the file is from an earlier process: what was under way then is done again. Null for a new task.</param>
    public TaskRunner(TaskFile file, IReadOnlyList<AdoptedContainer>? adopted, NodeParts parts, ILogger log, CancellationToken stopping)
    {
        (this.parts, this.log, this.stopping) = (parts, log, stopping);
        taskId = file.TaskId;
        held = adopted is null ? file : file with { State = NodeTaskDecider.Adopt(file.State, parts.Boot.Id, Found(file.Order, adopted), parts.Clock.GetUtcNow()) };
        ahead = adopted is not null;
        HasHealthChecks = file.State.Containers.Any(c => c.HealthCheck is not null);
    }

    /// <summary>Known without reading a task at rest.</summary>
    public bool HasHealthChecks { get; }

    public NativeTask Order => Kept.Order;

    public NodeTask State => Kept.State;

    /// <summary>The task as it stands. At rest it is on disk only, where its keeper can read it back cheaply.</summary>
    private TaskFile Kept
    {
        get => Volatile.Read(ref held) ?? parts.Files.Read(taskId) ?? throw new InvalidOperationException($"The file of task {taskId} is gone.");
        set => Volatile.Write(ref held, value);
    }

    private static IReadOnlyList<FoundProcess> Found(NativeTask order, IReadOnlyList<AdoptedContainer> adopted) =>
    [
        .. adopted.SelectMany(process => process.StartedAt is { } startedAt
            ? order.Containers.Where(c => c.RuntimeId == process.RuntimeId).Select(c => new FoundProcess(c.Name, startedAt, process.RestartCount)) : []),
    ];

    /// <summary>Runs until the task is over and the control plane knows it.</summary>
    public async Task Run()
    {
        try
        {
            await Loop();

            // Whoever still sends something must not wait for a loop that is over, nor for the last lines.
            foreach (var late in updates.Close()) late.Done.TrySetResult();
            await RemoveFiles();
            parts.Files.Delete(taskId);
        }
        catch
        {
            broken = true;

            // What was not kept must not be acknowledged, and the next runner carries lines from the bookmark.
            foreach (var late in updates.Close()) late.Done.TrySetCanceled(CancellationToken.None);
            CancellationTokenSource? lines;
            lock (carrying) lines = carriers;
            if (lines is not null) await lines.CancelAsync();
            throw;
        }
    }

    public void Dispose()
    {
        carriers?.Dispose();
        startCalls?.Dispose();
        connection?.Dispose();
    }

    /// <summary>Lets a loop that waits see that the process ends.</summary>
    public void Interrupt() => updates.Wake();

    private async Task Loop()
    {
        if (ahead) await Keep(Kept, orderToo: false);
        ahead = false;

        // Also those that are removed: their last lines may still lie here.
        foreach (var container in State.Containers.Where(c => c.Phase == ContainerPhase.Running || c.Started)) Follow(container.Name);
        if (State is { NetworkReady: true, NetworkGone: false }) _ = Guarded(Serve);
        while (true)
        {
            var plan = NodeTaskDecider.Decide(State, parts.Clock.GetUtcNow());
            Launch(plan.Actions);
            if (!reporting && NodeReports.Next(State) is { } due) Report(due);
            if (State is { Reported: ReportedStage.NetworkGone }) break;
            if (plan.WakeAt is { } wakeAt) await Wait(wakeAt);
            else
            {
                if (parts.Files.ReadsCheaply && !ahead && !reporting) Volatile.Write(ref held, null);
                await updates.Next();
            }

            stopping.ThrowIfCancellationRequested();
            if (updates.Take() is { } update) await Apply(update);
            EndStartCalls();
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

        await Send(old =>
        {
            // A stop names no keys; the ones here are still needed for the last lines.
            var kept = old.WithKeys(order.ExecutionCredentials, order.TaskCredentials).Order;
            return old with
            {
                Order = order with { ExecutionCredentials = kept.ExecutionCredentials, TaskCredentials = kept.TaskCredentials },
                State = TaskFile.AsOrdered(order, old.State),
            };
        });
    }

    public Task Renew(string roleType, NativeCredentials credentials) =>
        Send(old => roleType == IamRoleCredentialsMessage.TaskExecution ? old.WithKeys(credentials, null) : old.WithKeys(null, credentials));

    private async Task Wait(DateTimeOffset wakeAt)
    {
        var pause = wakeAt - parts.Clock.GetUtcNow();
        await Task.WhenAny(updates.Next(), Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, parts.Clock, stopping));
    }

    private static IEnumerable<Domain.Tasks.HealthStatus> HealthOf(TaskFile file) => file.State.Containers.Select(c => c.Health.Status);

    /// <summary>Persists, then applies.</summary>
    private async Task Apply(Update update)
    {
        var before = Kept;
        TaskFile next;
        try
        {
            next = update.Apply(before);
            await Keep(next, orderToo: !ReferenceEquals(next.Order, before.Order));
        }
        catch
        {
            update.Done.TrySetCanceled(CancellationToken.None);
            throw;
        }

        Kept = next;
        ahead = false;
        if (!HealthOf(before).SequenceEqual(HealthOf(next))) parts.Health.Raise();
        update.Done.TrySetResult();
    }

    /// <summary>A full disk holds the task where it is until there is room again; nothing is acknowledged meanwhile.</summary>
    private async Task Keep(TaskFile next, bool orderToo)
    {
        while (true)
        {
            try
            {
                parts.Files.Write(next, orderToo);
                return;
            }
            catch (IOException failure)
            {
                LogFailed(log, taskId, "its file", failure.Message);
                await Task.Delay(RetryPause, parts.Clock, stopping);
            }
        }
    }

    private async Task Send(Func<TaskFile, TaskFile> apply)
    {
        var update = new Update(apply, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!updates.Send(update))
        {
            if (broken) throw new OperationCanceledException($"The runner of task {taskId} has ended.");
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
                await parts.Reporter.Report(ReportMaker.Make(Kept, due), stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogBug(log, taskId, failure);
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
        catch (OperationCanceledException) when (broken || stopping.IsCancellationRequested)
        {
            // The next process, or runner, goes on from the file.
        }
#pragma warning disable CA1031 // Nobody awaits this work.
        catch (Exception bug)
        {
            LogBug(log, taskId, bug);
        }
#pragma warning restore CA1031
    }

    private sealed record Update(Func<TaskFile, TaskFile> Apply, TaskCompletionSource Done);

    [LoggerMessage(3501, LogLevel.Error, "Work for task {TaskId} failed unexpectedly.")]
    private static partial void LogBug(ILogger log, string taskId, Exception bug);
}
