using Berth.Conformance;
using Berth.Testing.Stores;

namespace Berth.Storage.Tests;

public sealed class CachedStoreTests : StoreConformance
{
    [Fact]
    public async Task A_row_and_a_short_list_are_read_once_until_somebody_writes_them()
    {
        var slow = new HeldReads();
        await using var cached = new CachedStore(slow);
        await cached.Commit([new RowWrite.Put("k", "a", 0, 1, "1")]);
        for (var i = 0; i < 3; i++) Assert.Equal(("1", 1), ((await cached.Get("k", "a"))!.Body, (await cached.List("k")).Count));
        Assert.Equal((1, 1), (slow.Gets, slow.Lists));
        await cached.Commit([new RowWrite.Put("k", "a", 1, 1, "2"), new RowWrite.Put("k", "b", 0, 1, "3")]);
        Assert.Equal(("2", 2), ((await cached.Get("k", "a"))!.Body, (await cached.List("k")).Count));
        await cached.Commit([new RowWrite.Delete("k", "a", 2)]);
        Assert.Null(await cached.Get("k", "a"));
        Assert.Single(await cached.List("k"));
    }

    [Fact]
    public async Task What_is_read_while_it_is_written_is_not_kept()
    {
        var slow = new HeldReads();
        await using var cached = new CachedStore(slow);
        await cached.Commit([new RowWrite.Put("k", "a", 0, 1, "old")]);
        slow.Held = new TaskCompletionSource();
        var (row, list) = (cached.Get("k", "a").AsTask(), cached.List("k").AsTask());
        await cached.Commit([new RowWrite.Put("k", "a", 1, 1, "new")]);
        slow.Held.SetResult();
        Assert.Equal(("old", "old"), ((await row)!.Body, (await list)[0].Body));
        Assert.Equal(("new", "new"), ((await cached.Get("k", "a"))!.Body, (await cached.List("k"))[0].Body));
    }

    [Fact]
    public async Task It_holds_a_bounded_number_of_rows()
    {
        var slow = new HeldReads();
        await using var cached = new CachedStore(slow);
        for (var i = 0; i < 10_000; i++) await cached.Commit([new RowWrite.Put("k", $"{i}", 0, 1, "1")]);
        for (var i = 0; i < 10_000; i++) await cached.Get("k", $"{i}");
        var before = slow.Gets;
        for (var i = 0; i < 10_000; i++) await cached.Get("k", $"{i}");
        Assert.InRange(slow.Gets - before, 10_000 - 1024, 10_000);
    }

    [Fact]
    public async Task It_holds_a_bounded_number_of_bytes()
    {
        var slow = new HeldReads();
        await using var cached = new CachedStore(slow);
        var body = new string('x', 60_000);
        for (var i = 0; i < 1000; i++) await cached.Commit([new RowWrite.Put($"{i}", "a", 0, 1, body)]);
        for (var i = 999; i >= 0; i--) await cached.Get($"{i}", "a");
        for (var i = 999; i >= 0; i--) await cached.List($"{i}");
        var (gets, lists) = (slow.Gets, slow.Lists);

        // The last ones first, so that what is read now drops nothing that is still to be counted.
        for (var i = 0; i < 1000; i++) (await cached.Get($"{i}", "a"), await cached.List($"{i}")).ToString();
        const int HeldMax = (16 << 20) / 2 / 60_000 / 2;
        Assert.InRange(slow.Gets - gets, 1000 - HeldMax, 1000);
        Assert.InRange(slow.Lists - lists, 1000 - HeldMax, 1000);
        Assert.True(slow.Gets - gets < 1000 && slow.Lists - lists < 1000);
    }

    [Fact]
    public async Task No_reader_sees_an_older_row_than_was_acknowledged()
    {
        await using var cached = new CachedStore(new MemoryStore());
        var acknowledged = 0L;
        var writer = Task.Run(async () =>
        {
            for (var i = 1; i <= 20_000; i++)
            {
                await cached.Commit([new RowWrite.Put("k", "a", i - 1, 1, "1")]);
                Volatile.Write(ref acknowledged, i);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!writer.IsCompleted)
            {
                var least = Volatile.Read(ref acknowledged);
                Assert.InRange((await cached.Get("k", "a"))?.Version ?? 0, least, long.MaxValue);
                Assert.InRange((await cached.List("k")).Sum(r => r.Version), least, long.MaxValue);
            }
        })));
        await writer;
    }

    protected override ValueTask<IStore> Open() => ValueTask.FromResult<IStore>(new CachedStore(new MemoryStore()));

    /// <summary>Counts reads, and holds the answers of those that were made while it is told to: they say what was so when they were asked.</summary>
    private sealed class HeldReads : IStore
    {
        private readonly MemoryStore inner = new();

        public TaskCompletionSource? Held { get; set; }

        public int Gets { get; private set; }

        public int Lists { get; private set; }

        public Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default) => inner.Commit(unit, cancel);

        public async ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default)
        {
            Gets++;
            var row = await inner.Get(kind, id, cancel);
            if (Held is { } held) await held.Task;
            return row;
        }

        public async ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default)
        {
            Lists++;
            var found = await inner.List(kind, prefix, after, limit, cancel);
            if (Held is { } held) await held.Task;
            return found;
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
