namespace Berth.Storage;

/// <summary>
/// Keeps rows that were read by id, and short lists, in memory. It must be the only way to its store: what it does not write it does not see change.
/// What is kept says by its mark whether it was written since it was read, so that an older row never covers a newer one.
/// </summary>
public sealed class CachedStore(IStore store) : IStore
{
    private const int RowsMax = 1024;
    private const int ListsMax = 256;

    /// <summary>Longer rows and lists are read each time.</summary>
    private const int BodyCharactersMax = 64 * 1024;
    private const int ListRowsMax = 32;

    /// <summary>About as many bytes as it holds in all, half of them rows and half lists.</summary>
    private const long BytesMax = 16 << 20;

    /// <summary>About what a row takes beside its body.</summary>
    private const int BytesPerRow = 256;

    private readonly WriteMarks rowMarks = new();
    private readonly WriteMarks kindMarks = new();
    private readonly TwoGenerations<(string Kind, string Id), (long Mark, Row Row)> rows = new(RowsMax, BytesMax / 2, kept => BytesOf(kept.Row));
    private readonly TwoGenerations<(string Kind, string Prefix), (long Mark, IReadOnlyList<Row> Rows)> lists = new(ListsMax, BytesMax / 2, kept => BytesPerRow + kept.Rows.Sum(BytesOf));

    public async Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default)
    {
        Forget(unit);
        try
        {
            await store.Commit(unit, cancel);
        }
        finally
        {
            // Again: somebody may have read the old row between the first time and the write.
            Forget(unit);
        }
    }

    public async ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default)
    {
        var mark = rowMarks.Of((kind, id));
        if (rows.TryGet((kind, id), out var known) && known.Mark == mark) return known.Row;
        var row = await store.Get(kind, id, cancel);
        if (row is not null && row.Body.Length <= BodyCharactersMax) rows.Keep((kind, id), (mark, row));
        return row;
    }

    public async ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        if (after is not null || limit != int.MaxValue) return await store.List(kind, prefix, after, limit, cancel);

        // A list says by its mark whether anything of its kind was written since.
        var mark = kindMarks.Of(kind);
        if (lists.TryGet((kind, prefix), out var known))
        {
            if (known.Mark == mark) return known.Rows;
            lists.Remove((kind, prefix));
        }

        var found = await store.List(kind, prefix, after, limit, cancel);
        if (found.Count <= ListRowsMax && found.All(r => r.Body.Length <= BodyCharactersMax)) lists.Keep((kind, prefix), (mark, found));
        return found;
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Two bytes a character, and about as much again for the record that it is read as.</summary>
    private static long BytesOf(Row row) => (4L * row.Body.Length) + BytesPerRow;

    private void Forget(IReadOnlyList<RowWrite> unit)
    {
        foreach (var write in unit)
        {
            rowMarks.Raise((write.Kind, write.Id));
            kindMarks.Raise(write.Kind);
            rows.Remove((write.Kind, write.Id));
        }
    }
}
