using Berth.Storage;
using Berth.Testing.Stores;

namespace Berth.Cluster.Tests.Rows;

/// <summary>A store whose commits wait until they are released, so that a test chooses what happens meanwhile.</summary>
internal sealed class HeldStore : IStore, IDisposable
{
    private readonly MemoryStore inner = new();
    private readonly SemaphoreSlim gate = new(0);

    public Exception? Failure { get; set; }

    public List<int> Sizes { get; } = [];

    public void Release() => gate.Release();

    public async Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default)
    {
        await gate.WaitAsync(cancel);
        if (Failure is not null) throw Failure;
        Sizes.Add(unit.Count);
        await inner.Commit(unit, cancel);
    }

    public ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default) => inner.Get(kind, id, cancel);

    public ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default) =>
        inner.List(kind, prefix, after, limit, cancel);

    public async Task Foreign(string kind, string id)
    {
        var row = (await inner.Get(kind, id))!;
        await inner.Commit([new RowWrite.Put(kind, id, row.Version, row.Schema, row.Body)]);
    }

    public async Task<Dictionary<string, int>> Things() =>
        (await inner.List("thing")).Select(RowJson.Read<OwnedRowsTests.Thing>).ToDictionary(t => t.Name, t => t.Value, StringComparer.Ordinal);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public void Dispose() => gate.Dispose();
}
