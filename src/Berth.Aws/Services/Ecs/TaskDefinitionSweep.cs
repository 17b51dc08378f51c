using Berth.Aws.Sweeps;
using Berth.Contracts.Clusters;
using Berth.Domain.Clusters;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Ecs;

/// <summary>Removes deleted task definitions once no task depends on them. Source: ECS API, DeleteTaskDefinitions.</summary>
internal sealed partial class TaskDefinitionSweep(IStore store, IGrainFactory grains, TimeProvider clock, ILogger<TaskDefinitionSweep> log) : PeriodicSweep(Period, clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round. A deleted definition starts no new task, so what no task needs now none ever will.</summary>
    public override async Task Sweep(CancellationToken cancel)
    {
        var deleted = (await store.FindAll<TaskDefinitionRecord>(TaskDefinitionRows.Kind, cancel: cancel)).Where(d => d.Status == TaskDefinitionStatus.DeleteInProgress).ToList();
        if (deleted.Count == 0) return;
        var clusters = await store.FindAll<ClusterRecord>(EcsNames.ClusterKind, cancel: cancel);
        foreach (var family in deleted.GroupBy(d => d.Family, StringComparer.Ordinal))
        {
            var needed = new HashSet<int>();
            foreach (var cluster in clusters)
                foreach (var task in (await grains.GetGrain<IClusterGrain>(cluster.Name).List(new TaskQuery(Family: family.Key))).Tasks) needed.Add(task.Definition.Revision);
            foreach (var gone in family.Where(d => !needed.Contains(d.Revision)))
                await store.Commit([new RowWrite.Delete(TaskDefinitionRows.Kind, TaskDefinitionRows.RowId(gone.Family, gone.Revision), null)], cancel);
        }
    }

    protected override bool BeginsAtOnce => false;

    protected override void Tell(Exception failure) => LogFailed(log, failure);

    [LoggerMessage(1311, LogLevel.Error, "Deleted task definitions could not be removed; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
