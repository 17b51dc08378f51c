namespace Berth.Storage;

/// <summary>A record with the version of the row that it came from.</summary>
public readonly record struct Stored<T>(T Record, long Version);

/// <summary>Described things are rows changed with optimistic concurrency: read, decide, write at the version read, and again when somebody else was faster.</summary>
public static class StoreExtensions
{
    /// <summary>Of every row body until its kind changes shape.</summary>
    public const int Schema = 1;

    /// <summary>Beyond this many conflicts in a row something is wrong that trying again does not cure.</summary>
    private const int TriesMax = 50;

    public static async ValueTask<Stored<T>?> Find<T>(this IStore store, string kind, string id, CancellationToken cancel = default)
        where T : class => await store.Get(kind, id, cancel) is { } row ? new Stored<T>(RowJson.Read<T>(row), row.Version) : null;

    public static async ValueTask<IReadOnlyList<T>> FindAll<T>(this IStore store, string kind, string prefix = "", CancellationToken cancel = default)
        where T : class => [.. (await store.List(kind, prefix, cancel: cancel)).Select(RowJson.Read<T>)];

    public static RowWrite Put<T>(string kind, string id, long? expectedVersion, T record)
        where T : class => new RowWrite.Put(kind, id, expectedVersion, Schema, RowJson.Write(record));

    /// <summary>About as many bytes as a unit writes.</summary>
    internal static int BytesOf(this IReadOnlyList<RowWrite> unit) => unit.Sum(w => w.Id.Length + (w is RowWrite.Put put ? put.Body.Length : 0));

    /// <summary>Adds a row. False when there is one already.</summary>
    public static async Task<bool> TryAdd<T>(this IStore store, string kind, string id, T record, CancellationToken cancel = default)
        where T : class
    {
        try
        {
            await store.Commit([Put(kind, id, 0, record)], cancel);
            return true;
        }
        catch (StoreConflictException)
        {
            return false;
        }
    }

    /// <summary>Changes a row, or deletes it when <paramref name="change"/> answers null.</summary>
    /// <param name="change">Gets null when there is no row. May run several times; may throw to refuse, and then nothing changes.</param>
    /// <returns>What the row holds now.</returns>
    public static async Task<T?> Change<T>(this IStore store, string kind, string id, Func<T?, T?> change, CancellationToken cancel = default)
        where T : class
    {
        for (var tries = 1; ; tries++)
        {
            var old = await store.Find<T>(kind, id, cancel);
            var next = change(old?.Record);
            try
            {
                if (next is not null) await store.Commit([Put(kind, id, old?.Version ?? 0, next)], cancel);
                else if (old is { } present) await store.Commit([new RowWrite.Delete(kind, id, present.Version)], cancel);
                return next;
            }
            catch (StoreConflictException) when (tries < TriesMax)
            {
                // Somebody else was faster; decide again on what is there now.
            }
        }
    }
}
