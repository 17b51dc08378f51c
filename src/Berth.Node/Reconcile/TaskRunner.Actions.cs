using Berth.AgentProtocol;
using Berth.Domain.Diagnosis;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Metadata;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Reconcile;

/// <summary>The actions: each is done beside the loop, is idempotent, and ends with a change of state.</summary>
internal sealed partial class TaskRunner
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>How long lines that the log did not take are kept after their task's end.</summary>
    private static readonly TimeSpan CarryMax = TimeSpan.FromMinutes(5);

    /// <summary>How long counting them may take.</summary>
    private static readonly TimeSpan GiveUpMax = TimeSpan.FromSeconds(10);

    private volatile bool giveUpLines;

    private void Launch(IReadOnlyList<NodeAction> actions)
    {
        foreach (var action in actions)
        {
            // In flight is state: the next decision sees it as under way and does not choose it again.
            Kept = Kept with { State = MarkBusy(State, action, busy: true) };
            ahead = true;
            _ = Guarded(() => Do(action));
        }
    }

    private static NodeTask MarkBusy(NodeTask state, NodeAction action, bool busy) => action switch
    {
        NodeAction.AttachNetwork or NodeAction.DetachNetwork => state with { Busy = busy },
        NodeAction.CheckHealth a => state.With(a.Container, c => c with { Checking = busy }),
        _ => state.With(ContainerOf(action), c => c with { Busy = busy }),
    };

    private static string ContainerOf(NodeAction action) => action switch
    {
        NodeAction.Pull a => a.Container,
        NodeAction.Start a => a.Container,
        NodeAction.Refuse a => a.Container,
        NodeAction.Restart a => a.Container,
        NodeAction.CheckHealth a => a.Container,
        NodeAction.GiveUp a => a.Container,
        NodeAction.Terminate a => a.Container,
        NodeAction.Kill a => a.Container,
        NodeAction.Remove a => a.Container,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "The action has no container."),
    };

    private async Task Do(NodeAction action)
    {
        Func<NodeTask, NodeTask> outcome;
        try
        {
            outcome = await Outcome(action);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever went wrong, the task must go on: a start that failed is told, an end is tried again.
        catch (Exception failure)
        {
            LogUnexpected(log, taskId, action, failure);
            outcome = state => NodeTaskDecider.AfterFailure(state, action, failure.Message);

            // What is chosen again must not be tried without a pause.
            await Task.Delay(RetryPause, parts.Clock, stopping);
        }
#pragma warning restore CA1031

        await SendState(state => outcome(MarkBusy(state, action, busy: false)));
        if (action is NodeAction.Restart && State.Containers.First(c => c.Name == ContainerOf(action)) is { Phase: ContainerPhase.Running, Restarting: false }) FollowExit(ContainerOf(action));

        // One that ended and was not started again has written its last line.
        if (action is NodeAction.Restart or NodeAction.GiveUp && State.Containers.First(c => c.Name == ContainerOf(action)).Phase >= ContainerPhase.Ended) HasEnded(ContainerOf(action));
        if (action is NodeAction.Start && State.Containers.First(c => c.Name == ContainerOf(action)).Started) Follow(ContainerOf(action));
    }

    private async Task<Func<NodeTask, NodeTask>> Outcome(NodeAction action) => action switch
    {
        NodeAction.AttachNetwork => await Attach(),
        NodeAction.DetachNetwork => await Detach(),
        NodeAction.Pull a => await Pull(Find(a.Container)),
        NodeAction.Start a => await Start(Find(a.Container)),
        NodeAction.Refuse a => Fail(Find(a.Container), "CannotStartContainerError: " + a.Reason),
        NodeAction.Restart a => await Restart(Find(a.Container)),
        NodeAction.CheckHealth a => await CheckHealth(Find(a.Container)),
        NodeAction.GiveUp a => Change(a.Container, (c, now) => c with { Phase = ContainerPhase.Ended, Restarting = false, EndedAt = c.EndedAt ?? now }),
        NodeAction.Terminate a => await Terminate(Find(a.Container)),
        NodeAction.Kill a => await Kill(Find(a.Container)),
        NodeAction.Remove a => await Remove(Find(a.Container)),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action."),
    };

    private NativeContainer Find(string name) => Order.Containers.First(c => c.Name == name);

    private Func<NodeTask, NodeTask> Change(string container, Func<NodeTaskContainer, DateTimeOffset, NodeTaskContainer> change)
    {
        var now = parts.Clock.GetUtcNow();
        return state => state.With(container, c => change(c, now));
    }

    private Func<NodeTask, NodeTask> Fail(NativeContainer container, string reason, FailedCall? call = null)
    {
        LogFailed(log, taskId, container.Name, reason);
        return state => state.With(container.Name, c => c with { Reason = reason }) with { FailedCall = state.FailedCall ?? call };
    }

    /// <summary>The way of the calls for this task: through its network while it has one. What it leaves behind, and what a machine that began anew finds of it, goes the node's own way.</summary>
    private ITaskConnection Connection()
    {
        lock (carrying)
        {
            if (networkLeft || State is not { NetworkReady: true, NetworkGone: false }) return parts.Connections.Own;
            return connection ??= parts.Connections.Open(Order);
        }
    }

    private StartCalls Calls()
    {
        var way = Connection();
        lock (carrying) return startCalls ??= new(parts, way, Order.ExecutionCredentials, stopping);
    }

    /// <summary>Whatever is still asked for would hold up the end of a task. One that runs asks for no more, and needs connections for its lines alone.</summary>
    private void EndStartCalls()
    {
        if (startCalls is not { } calls) return;
        if (State.Ending) calls.Cancel();
        else if (State.AllStarted)
        {
            ITaskConnection? idle = null;
            lock (carrying)
            {
                startCalls = null;
                if (Order.Containers.All(c => c.Log is null)) (idle, connection) = (connection, null);
            }

            calls.Dispose();
            idle?.Dispose();
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Attach()
    {
        try
        {
            await parts.Runtime.PrepareTask(new TaskLimits(taskId, Order.CpuUnits, Order.MemoryMib), stopping);
            networkNamespace = await parts.Network.Attach(taskId, Order.Interface, stopping);
            await parts.Endpoint.Open(Order.Interface, Look, stopping);
            return state => state with { NetworkReady = true };
        }
        catch (IOException failure)
        {
            LogFailed(log, taskId, "network", failure.Message);
            return state => state with { Failure = "ResourceInitializationError: failed to configure ENI: " + failure.Message };
        }
    }

    private TaskSight Look()
    {
        var now = Kept;
        return new(now.Order, now.State);
    }

    /// <summary>Serves the endpoint of a task that ran before this process did.</summary>
    private async Task Serve()
    {
        while (!State.NetworkGone)
        {
            try
            {
                await parts.Endpoint.Open(Order.Interface, Look, stopping);
                return;
            }
            catch (IOException failure)
            {
                LogFailed(log, taskId, "its endpoint", failure.Message);
                await Task.Delay(RetryPause, parts.Clock, stopping);
            }
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Detach()
    {
        parts.Endpoint.Close(Order.Interface);
        ITaskConnection? left;
        lock (carrying)
        {
            (left, connection, networkLeft) = (connection, null, true);

            // The lines never found a way: they must not find another one because the task has ended.
            if (left?.IsCutOff == true) giveUpLines = true;
        }

        left?.Dispose();
        await parts.Network.Detach(taskId, stopping);
        return state => state with { NetworkGone = true };
    }

    private async Task<Func<NodeTask, NodeTask>> Pull(NativeContainer container)
    {
        var startedAt = parts.Clock.GetUtcNow();
        var calls = Calls();
        try
        {
            var prepared = await calls.Prepare(container);
            var image = prepared.Image;
            lock (carrying) (images ??= new(StringComparer.Ordinal))[container.Name] = prepared;
            var now = parts.Clock.GetUtcNow();
            await Send(old => image.Config.StopSignal is { } signal ? old with { StopSignals = new Dictionary<string, string>(old.StopSignals) { [container.Name] = signal } } : old);
            return state =>
            {
                var next = state.With(container.Name, c => c with { Phase = ContainerPhase.Pulled, ImageDigest = image.ManifestDigest });
                return next with { PullStartedAt = Earlier(state.PullStartedAt, startedAt), PullStoppedAt = next.Containers.All(c => c.Phase >= ContainerPhase.Pulled) ? now : null };
            };
        }
        catch (StartFailedException failure)
        {
            return Fail(container, failure.Reason, failure.Call);
        }
        catch (FormatException malformed)
        {
            return Fail(container, "CannotPullContainerError: invalid reference format: " + malformed.Message);
        }
        catch (OperationCanceledException) when (calls.IsCancelled && !stopping.IsCancellationRequested)
        {
            // The task ends; why, somebody else said.
            return state => state;
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Start(NativeContainer container)
    {
        try
        {
            networkNamespace ??= await parts.Network.Attach(taskId, Order.Interface, stopping);
            PreparedContainer prepared;
            lock (carrying) prepared = images![container.Name];
            var names = NameSettings.Of(parts.Vpcs.Of(Order.Interface, parts.Berth.Scope.Region));
            await parts.Runtime.Start(ContainerSpecs.Make(Order, container, prepared, networkNamespace, names, parts.Berth.Scope), stopping);
            lock (carrying)
                if (images.Remove(container.Name) && images.Count == 0) images = null;
            return Change(container.Name, (c, now) => c with { Phase = ContainerPhase.Running, Started = true, StartedAt = now, FirstStartedAt = now });
        }
        catch (ContainerStartException failure)
        {
            return Fail(container, "CannotStartContainerError: " + failure.Message);
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Restart(NativeContainer container)
    {
        try
        {
            await parts.Runtime.Restart(container.RuntimeId, State.Containers.First(c => c.Name == container.Name).RestartCount + 1, stopping);
            var now = parts.Clock.GetUtcNow();
            return state => Endings.AfterRestart(state, container.Name, now);
        }
        catch (ContainerStartException failure)
        {
            LogFailed(log, taskId, container.Name, failure.Message);
            return state => NodeTaskDecider.AfterFailure(state, new NodeAction.Restart(container.Name), failure.Message);
        }
    }

    private async Task<Func<NodeTask, NodeTask>> CheckHealth(NativeContainer container)
    {
        var check = State.Containers.First(c => c.Name == container.Name).HealthCheck!;
        var begunAt = parts.Clock.GetUtcNow();
        var result = await parts.Runtime.Exec(container.RuntimeId, HealthChecks.CommandOf(check), TimeSpan.FromSeconds(check.TimeoutSeconds), stopping);
        var seen = new HealthResult(result.ExitCode, result.Output, begunAt, parts.Clock.GetUtcNow());
        return state => state.With(container.Name, c => HealthChecks.After(c, seen));
    }

    private async Task<Func<NodeTask, NodeTask>> Terminate(NativeContainer container)
    {
        await parts.Runtime.Signal(container.RuntimeId, StopSignal.Number(Kept.StopSignals.GetValueOrDefault(container.Name)), stopping);
        return Change(container.Name, (c, now) => c with { TerminatedAt = now });
    }

    private async Task<Func<NodeTask, NodeTask>> Kill(NativeContainer container)
    {
        await parts.Runtime.Signal(container.RuntimeId, Libc.SignalKill, stopping);
        return Change(container.Name, (c, _) => c with { Killed = true });
    }

    private async Task<Func<NodeTask, NodeTask>> Remove(NativeContainer container)
    {
        await parts.Runtime.Remove(container.RuntimeId, stopping);
        return Change(container.Name, (c, _) => c with { Phase = ContainerPhase.Removed });
    }

    /// <summary>Waits for a started container's end, and carries its lines meanwhile.</summary>
    private void Follow(string name)
    {
        var container = Find(name);
        var state = State.Containers.First(c => c.Name == name);
        if (container.Log is not null && !state.LogDrained)
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (carrying)
            {
                (ended ??= new(1, StringComparer.Ordinal))[name] = end;
                var cancel = (carriers ??= CancellationTokenSource.CreateLinkedTokenSource(stopping)).Token;
                carrying.Add(Guarded(() => Carry(container, end.Task, cancel)));
            }
        }

        if (state.Phase >= ContainerPhase.Ended) HasEnded(name);
        else if (!state.Restarting) FollowExit(name);
    }

    private void FollowExit(string name) => _ = Guarded(async () =>
    {
        var exit = await parts.Runtime.WaitForExit(Find(name).RuntimeId, stopping);
        var now = parts.Clock.GetUtcNow();
        await SendState(state => Endings.AfterExit(state, name, new(exit.ExitCode, exit.OutOfMemory, exit.ExitedAt, exit.Lost), now));
        if (State.Containers.First(c => c.Name == name).Phase >= ContainerPhase.Ended) HasEnded(name);
    });

    /// <summary>It has written its last line; whoever carries its lines may come to an end.</summary>
    private void HasEnded(string name)
    {
        lock (carrying) ended?.GetValueOrDefault(name)?.TrySetResult();
    }

    private async Task Carry(NativeContainer container, Task ended, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await parts.Logs.Carry(Order, container, await LogOf(container, cancel), () => Connection().Aws, () => Order.ExecutionCredentials, ended, () => State.Ending, () => giveUpLines, cancel);
                break;
            }
            catch (Exception failure) when (failure is IOException or LogSetupException or SecretException && !cancel.IsCancellationRequested)
            {
                LogFailed(log, taskId, container.Name, failure.Message);
                await Task.Delay(RetryPause, parts.Clock, cancel);
            }
        }

        await SendState(state => state.With(container.Name, c => c with { LogDrained = true }));
    }

    /// <summary>Where its lines go. Options that are secrets are fetched anew by a process that did not start the container.</summary>
    private async Task<NativeLog> LogOf(NativeContainer container, CancellationToken cancel)
    {
        if (container.Log is not { SecretOptions.Count: > 0 } log) return container.Log!;
        using var calls = new StartCalls(parts, Connection(), Order.ExecutionCredentials, cancel);
        return await calls.Resolve(log);
    }

    /// <summary>Lines that are still on their way keep the task's files for a while; the control plane need not wait for that.</summary>
    private async Task RemoveFiles()
    {
        Task lines;
        lock (carrying) lines = Task.WhenAll(carrying);
        await Task.WhenAny(lines, Task.Delay(CarryMax, parts.Clock, stopping));
        stopping.ThrowIfCancellationRequested();

        // Those who carry see it soon; they count and tell what is lost.
        giveUpLines = true;
        await Task.WhenAny(lines, Task.Delay(GiveUpMax, parts.Clock, stopping));
        stopping.ThrowIfCancellationRequested();
        await parts.Runtime.RemoveTask(taskId, stopping);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } known && known < b ? known : b;

    [LoggerMessage(3503, LogLevel.Error, "Task {TaskId}: {Action} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger log, string taskId, NodeAction action, Exception failure);

    [LoggerMessage(3502, LogLevel.Warning, "Task {TaskId}, {What}: {Reason}")]
    private static partial void LogFailed(ILogger log, string taskId, string what, string reason);
}
