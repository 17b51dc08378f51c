using Berth.Contracts.Clusters;
using Berth.Domain.Kernel;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>The resources that can carry tags, found by ARN: clusters, tasks, task definitions.</summary>
internal sealed class EcsTaggable(IStore store, IGrainFactory grains, AwsScope scope)
{
    /// <summary>Beyond this many others who were faster the caller is better told.</summary>
    private const int TriesMax = 50;

    public async Task<IReadOnlyDictionary<string, string>> Read(string arn, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, string>? tags = null;
        await Change(arn, old => tags = old, write: false, cancel);
        return tags!;
    }

    public Task Change(string arn, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change, CancellationToken cancel) => Change(arn, change, write: true, cancel);

    private async Task Change(string arn, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change, bool write, CancellationToken cancel)
    {
        var parts = arn.Split(':', 6);
        if (parts is ["arn", _, "ecs", ..] && EcsNames.IsForeign(arn, scope)) throw EcsErrors.ResourceNotFound();
        if (parts is not ["arn", _, "ecs", _, _, var resource]) throw EcsErrors.InvalidParameter("The specified ARN is not valid.");
        switch (resource.Split('/'))
        {
            case ["cluster", var name] when EcsNames.IsName(name):
                if (write)
                {
                    await ClusterChange.Apply(grains, name, scope, cluster => cluster with { Tags = change(cluster.Tags) });
                    break;
                }

                change(await grains.GetGrain<IClusterGrain>(name).Describe() is { Cluster: { Active: true } there } ? there.Tags : throw EcsErrors.ClusterNotFound());
                break;
            case ["task", var name, var id] when EcsNames.IsName(name):
                var grain = await ClusterTasks.Find(grains, name, scope);
                for (var tries = 1; ; tries++)
                {
                    cancel.ThrowIfCancellationRequested();
                    var task = (await grain.Find(new([id]))).Tasks is [var found] ? found : throw EcsErrors.ResourceNotFound();
                    var taskTags = change(task.Tags);
                    if (!write || await grain.TagTask(id, new(taskTags), new(task.Tags))) break;
                    if (tries == TriesMax) throw EcsErrors.Server("The tags of the task are being changed by others. Try again.");
                }

                break;
            case ["task-definition", _]:
                await ChangeDefinition(arn, change, write, cancel);
                break;
            default:
                throw EcsErrors.InvalidParameter("The specified ARN is not of a resource that can be tagged here.");
        }
    }

    private async Task ChangeDefinition(string arn, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change, bool write, CancellationToken cancel)
    {
        var (family, revision) = EcsNames.Definition(arn, scope);
        if (revision is not { } number) throw EcsErrors.InvalidParameter("Revision is missing.");
        var rowId = TaskDefinitionRows.RowId(family, number);
        if (!write)
        {
            change((await store.Find<TaskDefinitionRecord>(TaskDefinitionRows.Kind, rowId, cancel))?.Record.Tags ?? throw EcsErrors.ResourceNotFound());
            return;
        }

        var changed = await store.Change<TaskDefinitionRecord>(TaskDefinitionRows.Kind, rowId, old => old is null ? null : old with { Tags = change(old.Tags) }, cancel);
        if (changed is null) throw EcsErrors.ResourceNotFound();
    }
}
