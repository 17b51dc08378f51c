using Berth.Aws.Dispatch;
using Berth.Domain.Clusters;
using Berth.Domain.Services;
using Berth.Domain.Tasks;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>Tags of clusters, services, task sets, task definitions and tasks.</summary>
internal sealed class EcsResourceFacts(IStore store) : IResourceFacts
{
    private const string TaskKind = "task";

    public string Service => "ecs";

    public async ValueTask<ResourceFacts?> Find(string arn, CancellationToken cancel)
    {
        var resource = arn.Split(':', 6) is [.., var last] ? last : "";
        var tags = resource.Split('/') switch
        {
            ["cluster", var name] => (await store.Find<ClusterRecord>(EcsNames.ClusterKind, name, cancel))?.Record.Tags,
            ["task", var cluster, var taskId] => (await store.Find<TaskRecord>(TaskKind, $"{cluster}/{taskId}", cancel))?.Record.Tags,
            ["service", var cluster, var name] => (await OwnerOf(cluster, name, cancel))?.Tags,
            ["task-set", var cluster, var name, .. var id] => (await OwnerOf(cluster, name, cancel))?.TaskSets.FirstOrDefault(t => t.Id == string.Join('/', id))?.Tags,
            ["task-definition", var revision] when revision.Contains(':', StringComparison.Ordinal) && !revision.EndsWith('*') => await OfDefinition(arn, cancel),
            _ => null,
        };
        return tags is null ? null : new(tags, null);
    }

    private async Task<ServiceRecord?> OwnerOf(string cluster, string name, CancellationToken cancel) => (await store.Find<ServiceRecord>(EcsNames.ServiceKind, $"{cluster}/{name}", cancel))?.Record;

    private async Task<IReadOnlyDictionary<string, string>?> OfDefinition(string arn, CancellationToken cancel)
    {
        var parts = arn[(arn.LastIndexOf('/') + 1)..].Split(':');
        if (!int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var revision)) return null;
        return (await store.Find<Berth.Domain.TaskDefinitions.TaskDefinitionRecord>(TaskDefinitionRows.Kind, TaskDefinitionRows.RowId(parts[0], revision), cancel))?.Record.Tags;
    }
}
