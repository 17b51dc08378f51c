using Berth.Contracts.Clusters;
using Berth.Contracts.Services;
using Berth.Domain.Kernel;
using Berth.Domain.Services;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;
using Tags = System.Collections.Generic.IReadOnlyDictionary<string, string>;

namespace Berth.Aws.Services.Ecs;

/// <summary>The resources that can carry tags, found by ARN: clusters, services, task sets, tasks, task definitions.</summary>
internal sealed class EcsTaggable(IStore store, IGrainFactory grains, AwsScope scope)
{
    /// <summary>Beyond this many others who were faster the caller is better told.</summary>
    private const int TriesMax = 50;

    public async Task<Tags> Read(string arn, CancellationToken cancel)
    {
        Tags? tags = null;
        await Change(arn, old => tags = old, write: false, cancel);
        return tags!;
    }

    public Task Change(string arn, Func<Tags, Tags> change, CancellationToken cancel) => Change(arn, change, write: true, cancel);

    private async Task Change(string arn, Func<Tags, Tags> change, bool write, CancellationToken cancel)
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
                await Swap(async () => (await grain.Find(new([id]))).Tasks is [var found] ? found.Tags : throw EcsErrors.ResourceNotFound(), (tags, old) => grain.TagTask(id, new(tags), new(old)), change, write, cancel);
                break;
            case ["service", var cluster, var name] when EcsNames.IsName(cluster) && EcsNames.IsName(name):
                var service = grains.GetGrain<IServiceGrain>($"{cluster}/{name}");
                await Swap(async () => (await Service(service)).Tags, (tags, old) => service.Tag(null, new(tags), new(old)), change, write, cancel);
                break;
            case ["task-set", var cluster, var name, .. var rest] when EcsNames.IsName(cluster) && EcsNames.IsName(name):
                var owner = grains.GetGrain<IServiceGrain>($"{cluster}/{name}");
                var setId = string.Join('/', rest);
                await Swap(
                    async () => (await Service(owner)).TaskSets.FirstOrDefault(t => t.Id == setId)?.Tags ?? throw EcsErrors.ResourceNotFound(),
                    (tags, old) => owner.Tag(setId, new(tags), new(old)), change, write, cancel);
                break;
            case ["task-definition", _]:
                await ChangeDefinition(arn, change, write, cancel);
                break;
            default:
                throw EcsErrors.InvalidParameter("The specified ARN is not of a resource that can be tagged here.");
        }
    }

    private static async Task<ServiceRecord> Service(IServiceGrain grain) => await grain.Describe() is { Service: { Status: not ServiceStatus.Inactive } there } ? there : throw EcsErrors.ResourceNotFound();

    /// <summary>Reads, decides and writes, and again when somebody else was faster.</summary>
    private static async Task Swap(Func<Task<Tags>> read, Func<Tags, Tags, Task<bool>> put, Func<Tags, Tags> change, bool write, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            cancel.ThrowIfCancellationRequested();
            var old = await read();
            var tags = change(old);
            if (!write || await put(tags, old)) return;
            if (tries == TriesMax) throw EcsErrors.Server("The tags are being changed by others. Try again.");
        }
    }

    private async Task ChangeDefinition(string arn, Func<Tags, Tags> change, bool write, CancellationToken cancel)
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
