using Berth.Storage;
using Berth.Testing.Time;

namespace Berth.Testing.Stores;

/// <summary>A store in memory, for tests above the port. It passes the same suite as the real ones, and can be told to fail.</summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Id), Row> rows = [];

    /// <summary>When set, the next commits throw it instead of writing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Raised when rows have changed.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Told of every unit that is written.</summary>
    public Action<IReadOnlyList<RowWrite>>? Written { get; set; }

    /// <summary>Every row's kind and id, sorted.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (gate) return [.. rows.Keys.Select(k => $"{k.Kind}/{k.Id}").Order(StringComparer.Ordinal)];
        }
    }

    public Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default)
    {
        lock (gate)
        {
            if (Failure is not null) throw Failure;
            var changed = new Dictionary<(string Kind, string Id), Row?>();
            foreach (var write in unit)
            {
                var key = (write.Kind, write.Id);
                var old = changed.TryGetValue(key, out var own) ? own : rows.GetValueOrDefault(key);
                if (write.ExpectedVersion is { } expected && expected != (old?.Version ?? 0)) throw new StoreConflictException(write.Kind, write.Id);
                changed[key] = write is RowWrite.Put put ? new Row(put.Kind, put.Id, (old?.Version ?? 0) + 1, put.Schema, put.Body) : null;
            }

            foreach (var (key, row) in changed)
            {
                if (row is null) rows.Remove(key);
                else rows[key] = row;
            }

            Written?.Invoke(unit);
        }

        Changed.Raise();
        return Task.CompletedTask;
    }

    public ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default)
    {
        lock (gate) return ValueTask.FromResult(rows.GetValueOrDefault((kind, id)));
    }

    public ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        lock (gate)
        {
            IReadOnlyList<Row> found = [.. rows.Values
                .Where(r => r.Kind == kind && r.Id.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(r.Id, after) > 0))
                .OrderBy(r => r.Id, StringComparer.Ordinal).Take(limit)];
            return ValueTask.FromResult(found);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
