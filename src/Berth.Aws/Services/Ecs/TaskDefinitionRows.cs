using System.Globalization;
using Berth.Domain.Kernel;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;

namespace Berth.Aws.Services.Ecs;

/// <summary>Task definitions in the store.</summary>
internal sealed class TaskDefinitionRows(IStore store)
{
    public const string Kind = "task-definition";

    /// <summary>Beyond this many others who were faster something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

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
                    [
                        StoreExtensions.Put(FamilyKind, family, last?.Version ?? 0, new Family(record.Revision, record.Revision)),
                        StoreExtensions.Put(Kind, RowId(family, record.Revision), 0, record),
                    ],
                    cancel);
                return record;
            }
            catch (StoreConflictException)
            {
                // Somebody registered or deregistered in the same family at the same time.
            }
        }
    }

    /// <param name="given">FAMILY for its newest active revision, FAMILY:REVISION, or an ARN.</param>
    public async Task<TaskDefinitionRecord?> Find(string given, AwsScope scope, CancellationToken cancel)
    {
        var (family, revision) = EcsNames.Definition(given, scope);
        if (revision is { } number) return (await store.Find<TaskDefinitionRecord>(Kind, RowId(family, number), cancel))?.Record;

        for (var tries = 1; ; tries++)
        {
            if (await store.Find<Family>(FamilyKind, family, cancel) is not { } known) return null;
            var newest = known.Record.NewestActive ?? await Learn(family, known, cancel);
            if (newest == 0) return null;

            // Deregistered between the two reads: the family row says another by now.
            var found = (await store.Find<TaskDefinitionRecord>(Kind, RowId(family, newest), cancel))?.Record;
            if (found is { Status: TaskDefinitionStatus.Active } || tries == TriesMax) return found;
        }
    }

    public async Task<IReadOnlyList<TaskDefinitionRecord>> All(CancellationToken cancel) => await store.FindAll<TaskDefinitionRecord>(Kind, cancel: cancel);

    /// <summary>Changes a revision, and in the same unit its family when the revision is active no longer.</summary>
    /// <returns>Null when there is no such revision.</returns>
    public async Task<TaskDefinitionRecord?> Change(string family, int revision, Func<TaskDefinitionRecord, TaskDefinitionRecord> change, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            // The family first: what is decided on it holds only while it does not change.
            var known = await store.Find<Family>(FamilyKind, family, cancel);
            if (await store.Find<TaskDefinitionRecord>(Kind, RowId(family, revision), cancel) is not { } old) return null;
            var next = change(old.Record);
            List<RowWrite> unit = [StoreExtensions.Put(Kind, RowId(family, revision), old.Version, next)];

            // Also when it stays as it is: whoever walks down the family at this moment must not take this revision for active.
            if (known is { } row && old.Record.Status == TaskDefinitionStatus.Active && next.Status != TaskDefinitionStatus.Active)
            {
                var record = row.Record.NewestActive == revision ? row.Record with { NewestActive = await Newest(family, revision - 1, cancel) } : row.Record;
                unit.Add(StoreExtensions.Put(FamilyKind, family, row.Version, record));
            }

            try
            {
                await store.Commit(unit, cancel);
                return next;
            }
            catch (StoreConflictException) when (tries < TriesMax)
            {
                // Somebody else was faster; decide again on what is there now.
            }
        }
    }

    /// <summary>A family's row from before it knew its newest active revision learns it.</summary>
    private async Task<int> Learn(string family, Stored<Family> known, CancellationToken cancel)
    {
        var newest = await Newest(family, known.Record.LastRevision, cancel);
        try
        {
            await store.Commit([StoreExtensions.Put(FamilyKind, family, known.Version, known.Record with { NewestActive = newest })], cancel);
        }
        catch (Exception failure) when (failure is StoreConflictException or StoreFullException or StoreUnavailableException)
        {
            // The next one learns it.
        }

        return newest;
    }

    /// <summary>The newest active revision up to <paramref name="from"/>; 0 when there is none.</summary>
    private async Task<int> Newest(string family, int from, CancellationToken cancel)
    {
        for (var newest = from; newest > 0; newest--)
            if (await store.Find<TaskDefinitionRecord>(Kind, RowId(family, newest), cancel) is { Record.Status: TaskDefinitionStatus.Active }) return newest;
        return 0;
    }

    /// <param name="NewestActive">0 when no revision is active; null in a row from before it was kept.</param>
    private sealed record Family(int LastRevision, int? NewestActive = null);
}
