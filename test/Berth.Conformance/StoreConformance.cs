using Berth.Storage;
using Xunit;

namespace Berth.Conformance;

/// <summary>What every store must do. Derive from it, and say how to open one.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    private IStore? opened;

    protected IStore Store => opened ?? throw new InvalidOperationException("The store is not open yet.");

    public async ValueTask InitializeAsync() => opened = await Open();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Clean();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        await Store.Commit([new RowWrite.Put("k", "a", 0, 3, """{"x":"ü"}""")]);
        Assert.Equal(new Row("k", "a", 1, 3, """{"x":"ü"}"""), await Store.Get("k", "a"));
        Assert.Null(await Store.Get("k", "b"));
        Assert.Null(await Store.Get("other", "a"));
    }

    [Fact]
    public async Task Versions_rise_and_a_wrong_one_conflicts()
    {
        await Store.Commit([new RowWrite.Put("k", "a", 0, 1, "1")]);
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Commit([new RowWrite.Put("k", "a", 0, 1, "x")]));
        await Store.Commit([new RowWrite.Put("k", "a", 1, 1, "2")]);
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Commit([new RowWrite.Put("k", "a", 1, 1, "x")]));
        await Store.Commit([new RowWrite.Put("k", "a", null, 1, "3")]);
        Assert.Equal(new Row("k", "a", 3, 1, "3"), await Store.Get("k", "a"));
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Commit([new RowWrite.Delete("k", "a", 2)]));
        await Store.Commit([new RowWrite.Delete("k", "a", 3)]);
        Assert.Null(await Store.Get("k", "a"));
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Commit([new RowWrite.Put("k", "a", 3, 1, "x")]));
        await Store.Commit([new RowWrite.Delete("k", "a", null)]);
    }

    [Fact]
    public async Task A_unit_is_written_whole_or_not_at_all()
    {
        await Store.Commit([new RowWrite.Put("k", "a", 0, 1, "old")]);
        var conflict = await Assert.ThrowsAsync<StoreConflictException>(() =>
            Store.Commit([new RowWrite.Put("k", "b", 0, 1, "new"), new RowWrite.Put("k", "a", 7, 1, "new"), new RowWrite.Put("k", "c", 0, 1, "new")]));
        Assert.Equal(("k", "a"), (conflict.Kind, conflict.Id));
        Assert.Equal("old", (await Store.Get("k", "a"))!.Body);
        Assert.Null(await Store.Get("k", "b"));
        Assert.Null(await Store.Get("k", "c"));
    }

    [Fact]
    public async Task Units_committed_at_once_fail_alone()
    {
        // Twenty compete for each of fifty rows: exactly one of each wins, whatever shares a transaction.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            try
            {
                await Store.Commit([new RowWrite.Put("k", $"{i % 50}", 0, 1, $"{i}"), new RowWrite.Put("own", $"{i:0000}", 0, 1, "")]);
                return true;
            }
            catch (StoreConflictException)
            {
                return false;
            }
        }));
        Assert.Equal(50, outcomes.Count(won => won));
        Assert.Equal(50, (await Store.List("k")).Count);
        Assert.Equal(outcomes.Select((won, i) => (won, i)).Where(o => o.won).Select(o => $"{o.i:0000}"), (await Store.List("own")).Select(r => r.Id));
    }

    [Fact]
    public async Task Lists_are_sorted_cut_and_limited()
    {
        foreach (var id in (string[])["b/2", "a/1", "b/10", "b/1", "c", "B/1"]) await Store.Commit([new RowWrite.Put("k", id, 0, 1, id)]);
        await Store.Commit([new RowWrite.Put("other", "b/3", 0, 1, "")]);
        Assert.Equal(["B/1", "a/1", "b/1", "b/10", "b/2", "c"], (await Store.List("k")).Select(r => r.Id));
        Assert.Equal(["b/1", "b/10", "b/2"], (await Store.List("k", "b/")).Select(r => r.Id));
        Assert.Equal(["b/10", "b/2"], (await Store.List("k", "b/", after: "b/1")).Select(r => r.Id));
        Assert.Equal(["b/1"], (await Store.List("k", "b/", limit: 1)).Select(r => r.Id));
    }

    [Fact]
    public async Task Ids_may_hold_any_character_and_keep_their_order()
    {
        // A log stream's name is part of an id, and CloudWatch forbids little in it.
        string[] ids = ["n/", "n/\0", "n/\0\0", "n/\0a", "n/\u0001", "n/\u0001\0", "n/\u0002", "n/%_\\'\"", "n/a b", "n/ü", "n/\U0001F600"];
        foreach (var id in ids.Reverse()) await Store.Commit([new RowWrite.Put("k", id, 0, 1, "{}")]);
        Assert.Equal(ids, (await Store.List("k", "n/")).Select(r => r.Id));
        Assert.Equal(["n/\0", "n/\0\0", "n/\0a"], (await Store.List("k", "n/\0")).Select(r => r.Id));
        Assert.Equal(ids.Skip(4), (await Store.List("k", "n/", after: "n/\0a")).Select(r => r.Id));
        foreach (var id in ids) Assert.Equal(id, (await Store.Get("k", id))?.Id);
        Assert.Null(await Store.Get("k", "n/\0b"));
    }

    [Fact]
    public async Task A_unit_may_write_a_row_twice_and_may_be_large_or_empty()
    {
        var large = "\"" + new string('ü', 1_000_000) + "\"";
        await Store.Commit([new RowWrite.Put("k", "a", 0, 1, "1"), new RowWrite.Put("k", "a", 1, 1, large), .. Enumerable.Range(0, 500).Select(i => new RowWrite.Put("k", $"many {i}", 0, 1, "{}"))]);
        await Store.Commit([]);
        Assert.Equal(new Row("k", "a", 2, 1, large), await Store.Get("k", "a"));
        Assert.Equal(501, (await Store.List("k")).Count);
    }

    protected abstract ValueTask<IStore> Open();

    /// <summary>Removes what opening made.</summary>
    protected virtual ValueTask Clean() => ValueTask.CompletedTask;
}
