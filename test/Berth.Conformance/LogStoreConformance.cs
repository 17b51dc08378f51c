using Berth.Storage;
using Xunit;

namespace Berth.Conformance;

/// <summary>What every store of log events must do. Derive from it, and say how to open one.</summary>
public abstract class LogStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);
    private ILogStore? opened;

    protected ILogStore Logs => opened ?? throw new InvalidOperationException("The store is not open yet.");

    public async ValueTask InitializeAsync() => opened = await Open();

    public async ValueTask DisposeAsync()
    {
        await Logs.DisposeAsync();
        await Clean();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Events_come_back_by_time_then_by_arrival_over_streams()
    {
        await Logs.Append("a", [new(20, "a20"), new(10, "a10"), new(10, "a10 again")], Now);
        await Logs.Append("b", [new(15, "b15"), new(10, "b10")], Now);
        Assert.Equal(["a10", "a10 again", "b10", "b15", "a20"], await Read(["a", "b"]));
        Assert.Equal(["a20", "b15", "b10", "a10 again", "a10"], await Read(["a", "b"], backward: true));
        Assert.Equal(["b10", "b15"], await Read(["b"]));
        Assert.Equal(["a10", "a10 again", "b10"], await Read(["a", "b"], to: 15));
        Assert.Equal(["b15", "a20"], await Read(["a", "b"], from: 15));
    }

    [Fact]
    public async Task Reading_on_from_a_position_neither_repeats_nor_skips()
    {
        await Logs.Append("a", [.. Enumerable.Range(0, 25).Select(i => new LogEvent(i / 5, $"{i:00}"))], Now);
        var seen = new List<string>();
        LogPosition? after = null;
        while (await Logs.Read(["a"], 0, long.MaxValue, after, backward: false, 4) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(e => e.Message));
            after = new(page[^1].Timestamp, page[^1].Sequence);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i:00}"), seen);
    }

    [Fact]
    public async Task Deleting_takes_one_stream_or_only_its_old_events()
    {
        await Logs.Append("a", [new(1, "a1"), new(5, "a5")], Now);
        await Logs.Append("b", [new(1, "b1")], Now);
        await Logs.Delete("a", before: 5);
        Assert.Equal(["b1", "a5"], await Read(["a", "b"]));
        await Logs.Delete("a");
        Assert.Equal(["b1"], await Read(["a", "b"]));
    }

    [Fact]
    public async Task Deleting_goes_in_steps_from_the_oldest_on_and_says_how_many()
    {
        await Logs.Append("a", [.. Enumerable.Range(0, 5).Select(i => new LogEvent(i, $"{i}"))], Now);
        await Logs.Append("b", [new(0, "b")], Now);
        Assert.Equal(2, await Logs.Delete("a", before: 4, limit: 2));
        Assert.Equal(["b", "2", "3", "4"], await Read(["a", "b"]));
        Assert.Equal(2, await Logs.Delete("a", before: 4, limit: 9));
        Assert.Equal(0, await Logs.Delete("a", before: 4, limit: 9));
        Assert.Equal(["b", "4"], await Read(["a", "b"]));
    }

    [Fact]
    public async Task What_is_stored_has_a_size()
    {
        Assert.Equal(0, await Logs.Bytes(["a"]));
        await Logs.Append("a", [new(1, "four"), new(2, "")], Now);
        await Logs.Append("a", [new(3, "ü")], Now);
        await Logs.Append("b", [new(1, "b")], Now);
        Assert.Equal(4 + 2 + (3 * 26), await Logs.Bytes(["a"]));
        Assert.Equal(4 + 2 + 1 + (4 * 26), await Logs.Bytes(["a", "never", "b"]));
        await Logs.Delete("a", before: 3);
        Assert.Equal(2 + 26, await Logs.Bytes(["a"]));
        await Logs.Delete("a");
        Assert.Equal(0, await Logs.Bytes(["a"]));
    }

    [Fact]
    public async Task An_event_comes_back_as_it_was_appended()
    {
        var text = "tab\t, quote ', NUL \0, one \u0001\u0002, umlaut ü, face \U0001F600, " + new string('x', 300_000);
        await Logs.Append("a", [new(5, text), new(6, "")], Now);
        var events = await Logs.Read(["a"], 0, long.MaxValue, null, backward: false, 10);
        Assert.Equal(
            [("a", 5L, Now.ToUnixTimeMilliseconds(), text), ("a", 6L, Now.ToUnixTimeMilliseconds(), "")], events.Select(e => (e.Stream, e.Timestamp, e.IngestedAt, e.Message)));
        Assert.True(events[0].Sequence < events[1].Sequence);
    }

    [Fact]
    public async Task What_many_append_at_once_is_all_there_once_and_in_each_ones_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async writer =>
        {
            for (var i = 0; i < 20; i++) await Logs.Append("a", [new(7, $"{writer} {2 * i}"), new(7, $"{writer} {(2 * i) + 1}")], Now);
        }));
        var all = await Logs.Read(["a"], 0, long.MaxValue, null, backward: false, 10_000);
        Assert.Equal(800, all.Select(e => e.Sequence).Distinct().Count());
        foreach (var mine in all.Select(e => e.Message.Split(' ')).GroupBy(m => m[0])) Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), mine.Select(m => m[1]));
    }

    [Fact]
    public async Task Nothing_is_asked_for_and_nothing_comes()
    {
        await Logs.Append("a", [], Now);
        await Logs.Append("a", [new(1, "x")], Now);
        Assert.Empty(await Logs.Read([], 0, long.MaxValue, null, backward: false, 10));
        Assert.Empty(await Logs.Read(["a"], 0, long.MaxValue, null, backward: false, 0));
        await Logs.Delete("never");
    }

    protected abstract ValueTask<ILogStore> Open();

    /// <summary>Removes what opening made.</summary>
    protected virtual ValueTask Clean() => ValueTask.CompletedTask;

    private async Task<IEnumerable<string>> Read(string[] streams, long from = 0, long to = long.MaxValue, bool backward = false) =>
        (await Logs.Read(streams, from, to, null, backward, 100)).Select(e => e.Message);
}
