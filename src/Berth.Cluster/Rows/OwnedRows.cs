using Berth.Storage;

namespace Berth.Cluster.Rows;

/// <summary>
/// The rows of one kind that one grain owns, in memory. A change is applied at once and written together with everything that changed while the write before it was under way,
/// so that a busy grain pays for one write to the disk per burst and not per change. Readers are shown only what is on disk. Runs on its grain's turns alone.
/// </summary>
/// <param name="keyOf">Names a record in memory.</param>
/// <param name="rowIdOf">Names its row in the store.</param>
/// <param name="onLost">Called when this memory is worthless: another owner wrote a row of ours, or nobody knows whether a write happened.</param>
internal sealed class OwnedRows<T>(IStore store, string kind, Func<T, string> keyOf, Func<T, string> rowIdOf, Action onLost)
    where T : class
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private List<Entry> changed = [];
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task writing = Task.CompletedTask;
    private bool lost;

    /// <summary>Told what a row held on disk and holds now; null for no row.</summary>
    public Action<T?, T?>? Published { get; set; }

    /// <summary>Told after a write that reached the disk, when <see cref="Published"/> was told of each of its rows.</summary>
    public Action? Written { get; set; }

    /// <summary>Told of a record that was added and removed before it was ever written.</summary>
    public Action<T>? Dropped { get; set; }

    /// <summary>Told when changes that were not on disk yet are taken back, because the store wrote nothing.</summary>
    public Action? TakenBack { get; set; }

    /// <summary>Every record with its changes that are not on disk yet.</summary>
    public IEnumerable<T> All => entries.Values.Select(e => e.Current).OfType<T>();

    public async Task Load(string prefix, Func<T, bool> mine, CancellationToken cancel)
    {
        foreach (var row in await store.List(kind, prefix, cancel: cancel))
        {
            var record = RowJson.Read<T>(row);
            if (!mine(record)) continue;
            entries[keyOf(record)] = new() { Current = record, OnDisk = record, Version = row.Version };
            Published?.Invoke(null, record);
        }
    }

    /// <summary>With its changes that are not on disk yet: what decisions are made on.</summary>
    public T? Find(string key) => entries.TryGetValue(key, out var entry) ? entry.Current : null;

    /// <summary>What readers are shown.</summary>
    public T? OnDisk(string key) => entries.TryGetValue(key, out var entry) ? entry.OnDisk : null;

    /// <summary>Every change of this record so far is on disk.</summary>
    public Task Settled(string key) => entries.TryGetValue(key, out var entry) ? entry.Changed ? next.Task : entry.BeingWritten ? writing : Task.CompletedTask : Task.CompletedTask;

    /// <summary>Adds or changes records; the answer is given when they are on disk, all or none.</summary>
    /// <exception cref="StoreConflictException">Another owner wrote one of them; this memory is worthless now.</exception>
    /// <exception cref="StoreFullException">The change is taken back.</exception>
    /// <exception cref="StoreUnavailableException">The change is taken back.</exception>
    public Task Set(params IReadOnlyList<T> records)
    {
        foreach (var record in records) Change(keyOf(record), record);
        return Flush();
    }

    public Task Remove(params IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
            if (entries.ContainsKey(key)) Change(key, null);
        return Flush();
    }

    private void Change(string key, T? record)
    {
        if (lost) throw new InvalidOperationException($"The rows {kind} have another owner now.");
        if (!entries.TryGetValue(key, out var entry)) entries[key] = entry = new();
        if (record is null && entry is { OnDisk: null, BeingWritten: false }) entry.NeverWritten = entry.Current;
        entry.Current = record;
        if (entry.Changed) return;
        entry.Changed = true;
        changed.Add(entry);
    }

    private Task Flush()
    {
        if (changed.Count == 0) return Task.CompletedTask;
        var done = next.Task;
        if (writing.IsCompleted) _ = Write();
        return done;
    }

    private async Task Write()
    {
        while (changed.Count > 0)
        {
            var (batch, done) = (changed, next);
            (changed, next, writing) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously), done.Task);
            var bodies = batch.ConvertAll(entry => entry.Current);
            try
            {
                await store.Commit(Writes(batch));
            }
#pragma warning disable CA1031 // Whoever waits for the write gets the failure.
            catch (Exception failure)
            {
                Fail(batch, done, failure);
                return;
            }
#pragma warning restore CA1031
            for (var i = 0; i < batch.Count; i++) Publish(batch[i], bodies[i]);
            done.SetResult();
            Written?.Invoke();
        }
    }

    private List<RowWrite> Writes(List<Entry> batch)
    {
        var writes = new List<RowWrite>(batch.Count);
        foreach (var entry in batch)
        {
            (entry.Changed, entry.BeingWritten) = (false, true);
            if (entry.Current is { } record) writes.Add(StoreExtensions.Put(kind, rowIdOf(record), entry.Version, record));
            else if (entry.OnDisk is { } gone) writes.Add(new RowWrite.Delete(kind, rowIdOf(gone), entry.Version));
        }

        return writes;
    }

    private void Publish(Entry entry, T? body)
    {
        var (old, dropped) = (entry.OnDisk, entry.NeverWritten);
        (entry.OnDisk, entry.Version, entry.BeingWritten, entry.NeverWritten) = (body, body is null ? 0 : entry.Version + 1, false, null);
        if ((old ?? dropped) is { } gone && entry is { OnDisk: null, Current: null, Changed: false }) entries.Remove(keyOf(gone));
        if (old is not null || body is not null) Published?.Invoke(old, body);
        else if (dropped is not null) Dropped?.Invoke(dropped);
    }

    /// <summary>A store that wrote nothing: what was not on disk is taken back, and its callers are told. After any other failure only the store knows what is so.</summary>
    private void Fail(List<Entry> batch, TaskCompletionSource done, Exception failure)
    {
        var (waiting, unwritten) = (next, changed);
        if (IsNothingWritten(failure))
        {
            (changed, next) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously));
            foreach (var entry in batch.Concat(unwritten)) (entry.Current, entry.Changed, entry.BeingWritten, entry.NeverWritten) = (entry.OnDisk, false, false, null);
            foreach (var key in entries.Where(e => e.Value is { Current: null, OnDisk: null }).Select(e => e.Key).ToList()) entries.Remove(key);
            TakenBack?.Invoke();
        }
        else
        {
            // Whoever waits for one of these rows from now on is told, too: the failed write stays the last.
            lost = true;
            onLost();
        }

        done.SetException(failure);
        waiting.TrySetException(failure);

        // Nobody may have waited; a failure that is told to nobody here was told by another write.
        _ = done.Task.Exception;
        _ = waiting.Task.Exception;
    }

    /// <summary>The store says that nothing of a unit is on disk; after any other failure nobody knows.</summary>
    public static bool IsNothingWritten(Exception failure) => failure is StoreFullException or StoreUnavailableException;

    private sealed class Entry
    {
        /// <summary>What decisions see; null when it is removed.</summary>
        public T? Current { get; set; }

        public T? OnDisk { get; set; }

        /// <summary>Of the row on disk; 0 for none.</summary>
        public long Version { get; set; }

        /// <summary>Goes with the next write.</summary>
        public bool Changed { get; set; }

        public bool BeingWritten { get; set; }

        /// <summary>Of a row that was added and removed between two writes.</summary>
        public T? NeverWritten { get; set; }
    }
}
