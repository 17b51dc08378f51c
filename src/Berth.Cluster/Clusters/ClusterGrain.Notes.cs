using Berth.Contracts.Clusters;
using Berth.Domain.Access;
using Berth.Domain.Diagnosis;
using Berth.Domain.Tasks;

namespace Berth.Cluster.Clusters;

/// <summary>What is kept with tasks of calls that their keys made and that did not succeed; <see cref="TaskNotes"/> says what that is.</summary>
internal sealed partial class ClusterGrain
{
    public Task NoteRefusal(string taskArn, ImmutableMessage<AccessEvidence> evidence) => Note(taskArn, task => TaskNotes.Refused(task, evidence.Value));

    public Task NoteFault(string taskArn, ImmutableMessage<StartFault> fault) => Note(taskArn, task => TaskNotes.Missed(task, fault.Value));

    private async Task Note(string taskArn, Func<TaskRecord, TaskRecord> note)
    {
        var taskId = taskArn[(taskArn.LastIndexOf('/') + 1)..];
        if (cluster is null) DeactivateOnIdle();
        if (tasks.Find(taskId) is not { LastStatus: < Domain.Tasks.TaskStatus.Stopped } task || task.TaskArn != taskArn) return;
        var next = note(task);
        if (next != task) await tasks.Set(next);

        // Also when it is there already: it may still be on its way to the disk.
        else await tasks.Settled(taskId);
    }
}
