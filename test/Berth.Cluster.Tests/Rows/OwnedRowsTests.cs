using Berth.Cluster.Rows;
using Berth.Storage;
using Berth.Testing.Stores;
using CsCheck;

namespace Berth.Cluster.Tests.Rows;

public sealed class OwnedRowsTests
{
    private readonly HeldStore store = new();
    private readonly OwnedRows<Thing> rows;
    private bool lost;

    public OwnedRowsTests() => rows = new(store, "thing", t => t.Name, t => t.Name, () => lost = true);

    [Fact]
    public Task What_changes_during_a_write_goes_together_with_the_next_one() => InTurns(async () =>
    {
        var first = rows.Set(new Thing("a", 1));
        var others = Enumerable.Range(0, 50).Select(i => rows.Set(new Thing($"b{i}", i))).ToList();
        store.Release();
        await first;
        store.Release();
        await Task.WhenAll(others);
        Assert.Equal([1, 50], store.Sizes);
    });

    [Fact]
    public Task Decisions_see_a_change_at_once_and_readers_when_it_is_on_disk() => InTurns(async () =>
    {
        var done = rows.Set(new Thing("a", 1));
        Assert.Equal((1, (int?)null), (rows.Find("a")!.Value, rows.OnDisk("a")?.Value));
        Assert.False(rows.Settled("a").IsCompleted);
        store.Release();
        await done;
        Assert.Equal(1, rows.OnDisk("a")!.Value);
        Assert.True(rows.Settled("a").IsCompleted);
    });

    [Fact]
    public Task A_record_changed_many_times_before_its_write_is_written_once_as_it_is_last() => InTurns(async () =>
    {
        var first = rows.Set(new Thing("other", 0));
        for (var i = 1; i <= 9; i++) _ = rows.Set(new Thing("a", i));
        store.Release();
        await first;
        store.Release();
        await rows.Settled("a");
        Assert.Equal((9, 1L), (rows.OnDisk("a")!.Value, (await store.Get("thing", "a"))!.Version));
    });

    [Fact]
    public Task A_record_added_and_removed_before_its_write_leaves_nothing() => InTurns(async () =>
    {
        var first = rows.Set(new Thing("other", 0));
        _ = rows.Set(new Thing("a", 1));
        var removed = rows.Remove("a");
        store.Release();
        await first;
        store.Release();
        await removed;
        Assert.Null(rows.Find("a"));
        Assert.Null(await store.Get("thing", "a"));
    });

    [Fact]
    public Task A_full_disk_takes_back_what_is_not_on_it_and_the_next_change_works() => InTurns(async () =>
    {
        store.Release();
        await rows.Set(new Thing("a", 1));
        store.Failure = new StoreFullException("full");
        var change = rows.Set(new Thing("a", 2));
        var added = rows.Set(new Thing("b", 1));
        store.Release();
        await Assert.ThrowsAsync<StoreFullException>(() => change);
        await Assert.ThrowsAsync<StoreFullException>(() => added);
        Assert.Equal((1, (int?)null, false), (rows.Find("a")!.Value, rows.Find("b")?.Value, lost));
        store.Failure = null;
        store.Release();
        await rows.Set(new Thing("a", 3));
        Assert.Equal(3, rows.OnDisk("a")!.Value);
    });

    [Fact]
    public Task Another_owners_write_makes_this_memory_worthless() => InTurns(async () =>
    {
        store.Release();
        await rows.Set(new Thing("a", 1));
        await store.Foreign("thing", "a");
        var change = rows.Set(new Thing("a", 2));
        store.Release();
        await Assert.ThrowsAsync<StoreConflictException>(() => change);
        Assert.True(lost);
        Assert.Throws<InvalidOperationException>(() => { _ = rows.Set(new Thing("a", 3)); });
    });

    [Fact]
    public Task Whoever_waits_for_a_row_behind_a_failed_write_is_told() => InTurns(async () =>
    {
        store.Failure = new InvalidOperationException("nobody knows");
        var first = rows.Set(new Thing("a", 1));
        var behind = rows.Set(new Thing("b", 1));
        store.Release();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => behind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => rows.Settled("b"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => rows.Settled("a"));
        Assert.True(lost);
    });

    [Fact]
    public Task Nothing_to_write_is_never_a_failure() => InTurns(async () =>
    {
        store.Failure = new StoreUnavailableException("away");
        var change = rows.Set(new Thing("a", 1));
        store.Release();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => change);
        Assert.Equal((false, (Thing?)null), (lost, rows.Find("a")));
        await rows.Set([]);
        await rows.Remove("nobody");
    });

    [Fact]
    public Task What_was_dropped_before_it_was_written_is_told() => InTurns(async () =>
    {
        var dropped = new List<Thing>();
        rows.Dropped = dropped.Add;
        var first = rows.Set(new Thing("other", 0));
        _ = rows.Set(new Thing("a", 7));
        var removed = rows.Remove("a");
        store.Release();
        await first;
        store.Release();
        await removed;
        Assert.Equal(7, Assert.Single(dropped).Value);
    });

    /// <summary>Safety: whatever is changed in whatever order, and whenever writes land, every acknowledged change is in the store. Liveness: every change is acknowledged once writes land.</summary>
    [Fact]
    public void After_all_writes_the_store_holds_exactly_what_memory_holds() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Bool).List[1, 60].Sample(changes => InTurns(async () =>
        {
            using var held = new HeldStore();
            var own = new OwnedRows<Thing>(held, "thing", t => t.Name, t => t.Name, () => throw new InvalidOperationException("lost"));
            var published = new Dictionary<string, int>(StringComparer.Ordinal);
            own.Published = (old, now) =>
            {
                if (old is not null) Assert.Equal(published[old.Name], old.Value);
                if (now is not null) published[now.Name] = now.Value;
                else if (old is not null) published.Remove(old.Name);
            };
            var all = new List<Task>();
            var model = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var ((name, value, land), number) in changes.Select((c, i) => (c, i)))
            {
                var key = $"k{name}";
                if (value == 0 && model.Remove(key)) all.Add(own.Remove(key));
                else all.Add(own.Set(new Thing(key, model[key] = (number * 10) + value)));
                if (land) held.Release();
                if (value == 3) await Task.Yield();
            }

            for (var turns = 0; !Task.WhenAll(all).IsCompleted && turns < 1000; turns++)
            {
                held.Release();
                await Task.Yield();
            }

            await Task.WhenAll(all);
            Assert.Equal(Sorted(model), Sorted(own.All.ToDictionary(t => t.Name, t => t.Value, StringComparer.Ordinal)));
            Assert.Equal(Sorted(model), Sorted(published));
            Assert.Equal(Sorted(model), Sorted(await held.Things()));
        }).GetAwaiter().GetResult(), iter: 500);

    private static IEnumerable<KeyValuePair<string, int>> Sorted(Dictionary<string, int> things) => things.OrderBy(t => t.Key, StringComparer.Ordinal);

    /// <summary>As in a grain: one thing at a time, others only at an await.</summary>
    internal static Task InTurns(Func<Task> test) =>
        Task.Factory.StartNew(test, CancellationToken.None, TaskCreationOptions.DenyChildAttach, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    internal sealed record Thing(string Name, int Value);
}
