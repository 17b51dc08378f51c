using Berth.Domain.Tasks;

namespace Berth.Domain.Invariants;

/// <summary>What must hold of each change of a task. Each sentence names what is broken.</summary>
public static class TaskInvariants
{
    public static IEnumerable<string> Broken(TaskRecord before, TaskRecord after)
    {
        if (after.LastStatus < before.LastStatus) yield return $"Task {after.TaskId} went back from {before.LastStatus.Name()} to {after.LastStatus.Name()}.";
        if (before.StopDesired && !after.StopDesired) yield return $"Task {after.TaskId} was to stop and now is to run.";
        if (before.StopCode is not null && (before.StopCode, before.StoppedReason) != (after.StopCode, after.StoppedReason)) yield return $"Task {after.TaskId} changed why it stopped: {before.StoppedReason} became {after.StoppedReason}.";
        if (after.OrderGeneration < before.OrderGeneration) yield return $"The orders of task {after.TaskId} went back.";
        if (before.EndSequence > 0 && after.EndSequence != before.EndSequence) yield return $"The ending of task {after.TaskId} got another number.";
        if (before.StartedAt is not null && after.StartedAt != before.StartedAt) yield return $"Task {after.TaskId} started twice.";
        if (before.FirstHealthyAt is not null && after.FirstHealthyAt != before.FirstHealthyAt) yield return $"Task {after.TaskId} became healthy for the first time twice.";
        if ((after.NodeArn, after.StartedBy, after.ServiceName) != (before.NodeArn, before.StartedBy, before.ServiceName)) yield return $"Task {after.TaskId} changed hands.";
        if (before.Interface is { } card && after.Interface is { } next && card.PrivateIpv4Address != next.PrivateIpv4Address) yield return $"Task {after.TaskId} changed its address.";
    }
}
