using System.Globalization;
using Berth.Domain.Kernel;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>Task definitions in the store.</summary>
internal sealed class TaskDefinitionRows(IStore store)
{
    public const string Kind = "task-definition";

    /// <summary>A family's last revision, so that a number is never given twice, not even after a deletion.</summary>
    public const string FamilyKind = "task-definition-family";

    /// <summary>Rows list in order of family, then revision.</summary>
    public static string RowId(string family, int revision) => $"{family}:{revision.ToString("D10", CultureInfo.InvariantCulture)}";

    public async Task<TaskDefinitionRecord> Add(string family, Func<int, TaskDefinitionRecord> make, CancellationToken cancel)
    {
        while (true)
        {
            var last = await store.Find<Family>(FamilyKind, family, cancel);
            var record = make((last?.Record.LastRevision ?? 0) + 1);
            try
            {
                await store.Commit(
                    [StoreExtensions.Put(FamilyKind, family, last?.Version ?? 0, new Family(record.Revision)), StoreExtensions.Put(Kind, RowId(family, record.Revision), 0, record)], cancel);
                return record;
            }
            catch (StoreConflictException)
            {
                // Somebody registered the same family at the same time and took the number.
            }
        }
    }

    /// <param name="given">FAMILY for its newest active revision, FAMILY:REVISION, or an ARN.</param>
    public async Task<TaskDefinitionRecord?> Find(string given, AwsScope scope, CancellationToken cancel)
    {
        var (family, revision) = EcsNames.Definition(given, scope);
        if (revision is { } number) return (await store.Find<TaskDefinitionRecord>(Kind, RowId(family, number), cancel))?.Record;
        return (await store.FindAll<TaskDefinitionRecord>(Kind, family + ":", cancel)).LastOrDefault(d => d.Status == TaskDefinitionStatus.Active);
    }

    public async Task<IReadOnlyList<TaskDefinitionRecord>> All(CancellationToken cancel) => await store.FindAll<TaskDefinitionRecord>(Kind, cancel: cancel);

    /// <returns>Null when there is no such revision.</returns>
    public Task<TaskDefinitionRecord?> Change(string family, int revision, Func<TaskDefinitionRecord, TaskDefinitionRecord> change, CancellationToken cancel) =>
        store.Change<TaskDefinitionRecord>(Kind, RowId(family, revision), old => old is null ? null : change(old), cancel);

    private sealed record Family(int LastRevision);
}
