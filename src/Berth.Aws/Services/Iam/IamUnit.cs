using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam;

/// <summary>
/// Rows that change together or not at all. What was read is written at the version read, so that whoever is slower decides again. What a decision only leans on is touched:
/// a policy that is being attached cannot be deleted meanwhile.
/// </summary>
internal sealed class IamUnit(IStore store, CancellationToken cancel)
{
    /// <summary>Beyond this many conflicts in a row something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

    private readonly Dictionary<(string Kind, string Id), Row?> read = [];
    private readonly List<RowWrite> writes = [];

    /// <param name="decide">May run several times; may throw to refuse, and then nothing changes.</param>
    public static async Task Run(IStore store, Func<IamUnit, Task> decide, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var unit = new IamUnit(store, cancel);
            await decide(unit);
            try
            {
                if (unit.writes.Count > 0) await store.Commit(unit.writes, cancel);
                return;
            }
            catch (StoreConflictException) when (tries < TriesMax)
            {
                // Somebody else was faster; decide again on what is there now.
            }
        }
    }

    public async Task<T?> Find<T>(string kind, string id)
        where T : class
    {
        var row = read[(kind, id)] = await store.Get(kind, id, cancel);
        return row is null ? null : RowJson.Read<T>(row);
    }

    /// <exception cref="AwsException">NoSuchEntity.</exception>
    public async Task<T> Get<T>(HolderKind<T> kind, string name)
        where T : PolicyHolder => await Find<T>(kind.Row, name) ?? throw kind.Missing(name);

    public async Task<IReadOnlyList<T>> All<T>(string kind)
        where T : class => await store.FindAll<T>(kind, cancel: cancel);

    /// <summary>A row that was not read must not be there.</summary>
    public void Put<T>(string kind, string id, T record)
        where T : class => writes.Add(StoreExtensions.Put(kind, id, VersionOf(kind, id), record));

    public void Put<T>(HolderKind<T> kind, T record)
        where T : PolicyHolder => Put(kind.Row, record.Name, record);

    public void Delete(string kind, string id) => writes.Add(new RowWrite.Delete(kind, id, VersionOf(kind, id)));

    /// <summary>Writes a row that was read as it is.</summary>
    public void Touch(string kind, string id)
    {
        if (read.GetValueOrDefault((kind, id)) is { } row) writes.Add(new RowWrite.Put(kind, id, row.Version, row.Schema, row.Body));
    }

    private long VersionOf(string kind, string id) => read.GetValueOrDefault((kind, id))?.Version ?? 0;
}
