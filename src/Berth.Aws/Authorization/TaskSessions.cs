using Berth.Aws.Services.Ecs;
using Berth.Aws.Signing;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Aws.Authorization;

/// <summary>
/// The keys of a task die with it. A task is STOPPED when its node has said everything, the last lines of its log delivered by its execution role's keys among it; from then on, or
/// when nobody knows the task any more, its keys are refused. Looks at the task's row, which the store keeps in memory: no memory of our own that could be wrong after a restart.
/// </summary>
internal sealed class TaskSessions(IStore store) : ISessionRevocations
{
    private const string TaskKind = "task";

    public async ValueTask<bool> IsRevoked(Principal principal, CancellationToken cancel)
    {
        if (principal.TaskArn is not { } arn) return false;
        return EcsNames.ClusterOfTask(arn) is not { } cluster || await store.Find<TaskRecord>(TaskKind, $"{cluster}/{EcsNames.TaskId(arn)}", cancel) is not { Record.LastStatus: < Domain.Tasks.TaskStatus.Stopped };
    }
}
