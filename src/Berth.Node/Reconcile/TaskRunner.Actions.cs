using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Node.Images;
using Berth.Node.Logs;
using Berth.Node.Native;
using Berth.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Reconcile;

/// <summary>The actions: each is done beside the loop, is idempotent, and ends with a change of state.</summary>
internal sealed partial class TaskRunner
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>How long lines that the log did not take are kept after their task's end.</summary>
    private static readonly TimeSpan CarryMax = TimeSpan.FromMinutes(5);

    private void Launch(IReadOnlyList<NodeAction> actions)
    {
        foreach (var action in actions)
        {
            // In flight is state: the next decision sees it as under way and does not choose it again.
            file = file with { State = MarkBusy(file.State, action, busy: true) };
            _ = Guarded(() => Do(action));
        }
    }

    private static NodeTask MarkBusy(NodeTask state, NodeAction action, bool busy) => action switch
    {
        NodeAction.AttachNetwork or NodeAction.DetachNetwork => state with { Busy = busy },
        _ => state.With(ContainerOf(action), c => c with { Busy = busy }),
    };

    private static string ContainerOf(NodeAction action) => action switch
    {
        NodeAction.Pull a => a.Container,
        NodeAction.Start a => a.Container,
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
            LogUnexpected(log, file.TaskId, action, failure);
            outcome = state => NodeTaskDecider.AfterFailure(state, action, failure.Message);

            // What is chosen again must not be tried without a pause.
            await Task.Delay(RetryPause, parts.Clock, stopping);
        }
#pragma warning restore CA1031

        await SendState(state => outcome(MarkBusy(state, action, busy: false)));
        if (action is NodeAction.Start && State.Containers.First(c => c.Name == ContainerOf(action)).Started) Follow(ContainerOf(action));
    }

    private async Task<Func<NodeTask, NodeTask>> Outcome(NodeAction action) => action switch
    {
        NodeAction.AttachNetwork => await Attach(),
        NodeAction.DetachNetwork => await Detach(),
        NodeAction.Pull a => await Pull(Find(a.Container)),
        NodeAction.Start a => await Start(Find(a.Container)),
        NodeAction.GiveUp a => Change(a.Container, (c, now) => c with { Phase = ContainerPhase.Ended, EndedAt = now }),
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

    private Func<NodeTask, NodeTask> Fail(NativeContainer container, string reason)
    {
        LogFailed(log, file.TaskId, container.Name, reason);
        return state => state.With(container.Name, c => c with { Reason = reason });
    }

    private async Task<Func<NodeTask, NodeTask>> Attach()
    {
        try
        {
            await parts.Runtime.PrepareTask(new TaskLimits(file.TaskId, Order.CpuUnits, Order.MemoryMib), stopping);
            networkNamespace = await parts.Network.Attach(file.TaskId, Order.Interface, stopping);
            return state => state with { NetworkReady = true };
        }
        catch (IOException failure)
        {
            LogFailed(log, file.TaskId, "network", failure.Message);
            return state => state with { Failure = "ResourceInitializationError: failed to configure ENI: " + failure.Message };
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Detach()
    {
        await parts.Network.Detach(file.TaskId, stopping);
        return state => state with { NetworkGone = true };
    }

    private async Task<Func<NodeTask, NodeTask>> Pull(NativeContainer container)
    {
        var startedAt = parts.Clock.GetUtcNow();
        try
        {
            if (container.Log is { } log) await parts.Logs.Open(log, Order.ExecutionCredentials, stopping);
            var reference = ImageReference.Parse(container.Image);
            var image = await parts.Images.Pull(reference, await parts.Login.For(reference, Order.ExecutionCredentials, stopping), stopping);
            lock (images) images[container.Name] = image;
            var now = parts.Clock.GetUtcNow();
            await Send(old => image.Config.StopSignal is { } signal ? old with { StopSignals = new Dictionary<string, string>(old.StopSignals) { [container.Name] = signal } } : old);
            return state =>
            {
                var next = state.With(container.Name, c => c with { Phase = ContainerPhase.Pulled, ImageDigest = image.ManifestDigest });
                return next with { PullStartedAt = Earlier(state.PullStartedAt, startedAt), PullStoppedAt = next.Containers.All(c => c.Phase >= ContainerPhase.Pulled) ? now : null };
            };
        }
        catch (PullException failure)
        {
            return Fail(container, "CannotPullContainerError: " + failure.Message);
        }
        catch (FormatException malformed)
        {
            return Fail(container, "CannotPullContainerError: invalid reference format: " + malformed.Message);
        }
        catch (Exception failure) when (failure is LogSetupException or LoginException)
        {
            return Fail(container, "ResourceInitializationError: " + failure.Message);
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Start(NativeContainer container)
    {
        try
        {
            networkNamespace ??= await parts.Network.Attach(file.TaskId, Order.Interface, stopping);
            PulledImage image;
            lock (images) image = images[container.Name];
            var servers = parts.Options.Offline ? [] : NameServers.OfMachine();
            await parts.Runtime.Start(ContainerSpecs.Make(Order, container, image, networkNamespace, servers, parts.Berth.Scope), stopping);
            return Change(container.Name, (c, _) => c with { Phase = ContainerPhase.Running, Started = true });
        }
        catch (ContainerStartException failure)
        {
            return Fail(container, "CannotStartContainerError: " + failure.Message);
        }
    }

    private async Task<Func<NodeTask, NodeTask>> Terminate(NativeContainer container)
    {
        await parts.Runtime.Signal(container.RuntimeId, StopSignal.Number(file.StopSignals.GetValueOrDefault(container.Name)), stopping);
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
        if (container.Log is not null && !State.Containers.First(c => c.Name == name).LogDrained)
        {
            lock (carrying) carrying.Add(Guarded(() => Carry(container)));
        }

        if (State.Containers.First(c => c.Name == name).Phase >= ContainerPhase.Ended)
        {
            ended[name].TrySetResult();
            return;
        }

        _ = Guarded(async () =>
        {
            var exit = await parts.Runtime.WaitForExit(container.RuntimeId, stopping);
            await SendState(state => state.With(name, c => c with
            {
                Phase = ContainerPhase.Ended,
                EndedAt = exit.ExitedAt,
                EndSeenAt = parts.Clock.GetUtcNow(),
                ExitCode = exit.ExitCode,
                Reason = exit.OutOfMemory ? "OutOfMemoryError: Container killed due to memory usage" : c.Reason,
            }));
            ended[name].TrySetResult();
        });
    }

    private async Task Carry(NativeContainer container)
    {
        while (true)
        {
            try
            {
                await parts.Logs.Carry(Order, container, () => Order.ExecutionCredentials, ended[container.Name].Task, stopping);
                break;
            }
            catch (Exception failure) when (failure is IOException or LogSetupException && !stopping.IsCancellationRequested)
            {
                LogFailed(log, file.TaskId, container.Name, failure.Message);
                await Task.Delay(RetryPause, parts.Clock, stopping);
            }
        }

        await SendState(state => state.With(container.Name, c => c with { LogDrained = true }));
    }

    /// <summary>Lines that are still on their way keep the task's files for a while; the control plane need not wait for that.</summary>
    private async Task RemoveFiles()
    {
        Task lines;
        lock (carrying) lines = Task.WhenAll(carrying);
        await Task.WhenAny(lines, Task.Delay(CarryMax, parts.Clock, stopping));
        stopping.ThrowIfCancellationRequested();
        await parts.Runtime.RemoveTask(file.TaskId, stopping);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } known && known < b ? known : b;

    [LoggerMessage(3503, LogLevel.Error, "Task {TaskId}: {Action} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger log, string taskId, NodeAction action, Exception failure);

    [LoggerMessage(3502, LogLevel.Warning, "Task {TaskId}, {What}: {Reason}")]
    private static partial void LogFailed(ILogger log, string taskId, string what, string reason);
}
