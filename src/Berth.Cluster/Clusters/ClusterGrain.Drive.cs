using Berth.Contracts.ContainerInstances;
using Berth.Contracts.Network;
using Berth.Domain.Tasks;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Cluster.Clusters;

/// <summary>Takes tasks through the steps that <see cref="TaskLifecycle.Next"/> chooses, each task on its own, one step at a time.</summary>
internal sealed partial class ClusterGrain
{
    /// <summary>The slow scan that repairs whatever a lost wake-up missed.</summary>
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Tasks that are taken through their steps at once: a burst of RunTask is answered while its tasks take their turns.</summary>
    private const int DrivenMax = 32;

    /// <summary>Tasks that are taken through their steps now. The value says that one of them changed meanwhile and must be looked at again.</summary>
    private readonly Dictionary<string, Driving> driving = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim turns = new(DrivenMax);

    /// <summary>Generation of the order that the node's owner last got from this activation.</summary>
    private readonly Dictionary<string, long> sent = new(StringComparer.Ordinal);

    /// <summary>What the subnet gave to a task whose first order is still to be sent: it need not be asked for it again.</summary>
    private readonly Dictionary<string, InterfaceGrant> granted = new(StringComparer.Ordinal);

    public async Task Advance()
    {
        foreach (var batch in tasks.All.Where(HasStep).Select(t => t.TaskId).ToList().Chunk(DrivenMax)) await Task.WhenAll(batch.Select(Drive));

        var oldest = clock.GetUtcNow() - StoppedRetention;
        await tasks.Remove([.. tasks.All.Where(t => t.LastStatus == Domain.Tasks.TaskStatus.Stopped && t.StoppedAt < oldest).Select(t => t.TaskId)]);
        if (Active is not null || tasks.All.Any()) return;

        // A deleted cluster without tasks has nothing to watch and need not stay in memory.
        scan?.Dispose();
        scan = null;
        DeactivateOnIdle();
    }

    public Task Repeat(string nodeArn)
    {
        foreach (var task in tasks.All.Where(t => t.NodeArn == nodeArn && sent.Remove(t.TaskId)).ToList()) Wake(task.TaskId);
        return Task.CompletedTask;
    }

    private bool HasStep(TaskRecord task) => TaskLifecycle.Next(task) is not TaskStep.Wait || OrderMissing(task);

    /// <summary>After a restart the node's owner knows nothing; sending again is free when the node has it.</summary>
    private bool OrderMissing(TaskRecord task) =>
        task is { OrderGeneration: > 0, EndedOnNode: false, LastStatus: < Domain.Tasks.TaskStatus.Stopped } && sent.GetValueOrDefault(task.TaskId) < task.OrderGeneration;

    /// <summary>Goes on behind; the caller's answer does not wait for it.</summary>
    private void Wake(string taskId) => _ = Drive(taskId);

    /// <summary>Takes every step that is due. Who comes while somebody else is at it waits for that one, which then looks again.</summary>
    private Task Drive(string taskId)
    {
        if (driving.TryGetValue(taskId, out var under))
        {
            under.Again = true;
            return under.Done;
        }

        driving[taskId] = under = new();
        return under.Done = Run(taskId, under);
    }

    private async Task Run(string taskId, Driving under)
    {
        await turns.WaitAsync();
        try
        {
            do
            {
                under.Again = false;
                while (await Step(taskId))
                {
                    // Until there is none.
                }
            }
            while (under.Again);
        }
#pragma warning disable CA1031 // One task's trouble must not hold up the others; the scan tries it again.
        catch (Exception failure)
        {
            LogStepFailed(log, taskId, failure);
        }
#pragma warning restore CA1031
        finally
        {
            driving.Remove(taskId);
            turns.Release();
        }
    }

    /// <returns>False when nothing is left to do now.</returns>
    private async Task<bool> Step(string taskId)
    {
        // What comes between the end of a write and this turn may have changed it again: only what is on disk now is acted on.
        while (tasks.Settled(taskId) is { IsCompletedSuccessfully: false } unsettled) await unsettled;
        if (tasks.Find(taskId) is not { } task) return false;
        switch (TaskLifecycle.Next(task))
        {
            case TaskStep.AllocateInterface:
                var grant = await Grant(task);
                if (grant is not null) granted[taskId] = grant;
                var evidence = grant is null ? await networks.NoFreeAddress(task) : null;
                await Change(taskId, (old, now) => TaskLifecycle.Next(old) is not TaskStep.AllocateInterface ? old
                    : grant is null ? TaskLifecycle.FailedToStart(old, NoAddress(old), now) with { NetworkEvidence = evidence } : Order(TaskLifecycle.Allocated(old, grant.Interface), now));
                return true;
            case TaskStep.Order:
                await Change(taskId, Order);
                return true;
            case TaskStep.Release:
                // The subnet and the pool take a second release for the first one.
                await grains.GetGrain<ISubnetGrain>(task.SubnetId).Free(task.TaskArn);
                await Pool.Release(task.TaskArn);
                if (task.OrderGeneration > 0) await grains.GetGrain<IContainerInstanceGrain>(task.NodeArn).Forget(task.TaskArn);
                await Change(taskId, (old, now) => TaskLifecycle.Next(old) is TaskStep.Release ? TaskLifecycle.Released(old, now) : old);
                sent.Remove(taskId);
                granted.Remove(taskId);
                return true;
            case TaskStep.Wait:
                if (!OrderMissing(task)) return false;
                await Send(task);
                return true;
            case var other:
                throw new InvalidOperationException($"Unknown step {other}.");
        }
    }

    /// <summary>Decides and changes in one turn, on what the task is now; answers when that is on disk.</summary>
    private async Task Change(string taskId, Func<TaskRecord, DateTimeOffset, TaskRecord> change)
    {
        if (tasks.Find(taskId) is not { } task) return;
        var next = change(task, clock.GetUtcNow());
        if (next != task) await tasks.Set(next);
    }

    /// <summary>Intent first: an order that was sent and not kept would be given again under the same generation, which the node takes for the same order.</summary>
    private static TaskRecord Order(TaskRecord task, DateTimeOffset now) => TaskLifecycle.Next(task) is TaskStep.Order order ? TaskLifecycle.Ordered(task, order, now) : task;

    private async Task Send(TaskRecord task)
    {
        var card = task.Interface ?? throw new InvalidOperationException($"Task {task.TaskId} has no interface.");
        var grant = granted.Remove(task.TaskId, out var fresh) ? fresh : await Grant(task);
        if (grant?.Interface.InterfaceId != card.InterfaceId) throw new InvalidOperationException($"Task {task.TaskId} lost its interface {card.InterfaceId}.");
        await grains.GetGrain<IContainerInstanceGrain>(task.NodeArn).Order(new TaskOrder(
            task.TaskArn, task.ClusterArn, task.OrderGeneration, task.StopOrdered ? "STOPPED" : "RUNNING", task.LaunchType, task.Definition,
            task.Containers.ToDictionary(c => c.Name, c => new ContainerIds(c.ContainerArn, c.RuntimeId), StringComparer.Ordinal), grant.Interface, grant.Subnet, grant.Vpc)
        {
            NetworkGeneration = await NetworkRows.CurrentGeneration(store),
            StopTimeoutMax = task.StopTimeoutMax,
            ServiceName = task.ServiceName,
        });
        sent[task.TaskId] = task.OrderGeneration;
    }

    private Task<InterfaceGrant?> Grant(TaskRecord task) =>
        grains.GetGrain<ISubnetGrain>(task.SubnetId).Allocate(new InterfaceRequest(task.TaskArn, task.AttachmentId, task.SecurityGroupIds, task.AssignPublicIp));

    private void StartScan() => scan ??= this.RegisterGrainTimer(
        _ => Advance(), new GrainTimerCreationOptions(TimeSpan.Zero, ScanPeriod) { KeepAlive = true, Interleave = true });

    private static string NoAddress(TaskRecord task) =>
        $"Unexpected EC2 error while attempting to Create Network Interface{(task.AssignPublicIp ? " with public IP assignment enabled" : "")} in subnet '{task.SubnetId}': InsufficientFreeAddressesInSubnet";

    private sealed class Driving
    {
        public bool Again { get; set; }

        public Task Done { get; set; } = Task.CompletedTask;
    }

    [LoggerMessage(2002, LogLevel.Error, "The next step of task {TaskId} failed; it is tried again.")]
    private static partial void LogStepFailed(ILogger log, string taskId, Exception failure);
}
