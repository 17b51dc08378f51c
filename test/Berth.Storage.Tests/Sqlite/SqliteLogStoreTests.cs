using Berth.Storage.Sqlite;

namespace Berth.Storage.Tests.Sqlite;

public sealed class SqliteLogStoreTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);
    private readonly string folder = Directory.CreateTempSubdirectory("berth-logs-").FullName;
    private readonly SqliteLogStore logs;

    public SqliteLogStoreTests() => logs = SqliteLogStore.Open(Path.Combine(folder, "logs.db"));

    [Fact]
    public async Task Events_come_back_by_time_then_by_arrival_over_streams()
    {
        await logs.Append("a", [new(20, "a20"), new(10, "a10"), new(10, "a10 again")], Now);
        await logs.Append("b", [new(15, "b15"), new(10, "b10")], Now);
        Assert.Equal(["a10", "a10 again", "b10", "b15", "a20"], await Read(["a", "b"]));
        Assert.Equal(["a20", "b15", "b10", "a10 again", "a10"], await Read(["a", "b"], backward: true));
        Assert.Equal(["b10", "b15"], await Read(["b"]));
        Assert.Equal(["a10", "a10 again", "b10"], await Read(["a", "b"], to: 15));
        Assert.Equal(["b15", "a20"], await Read(["a", "b"], from: 15));
    }

    [Fact]
    public async Task Reading_on_from_a_position_neither_repeats_nor_skips()
    {
        await logs.Append("a", [.. Enumerable.Range(0, 25).Select(i => new LogEvent(i / 5, $"{i:00}"))], Now);
        var seen = new List<string>();
        LogPosition? after = null;
        while (await logs.Read(["a"], 0, long.MaxValue, after, backward: false, 4) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(e => e.Message));
            after = new(page[^1].Timestamp, page[^1].Sequence);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i:00}"), seen);
    }

    [Fact]
    public async Task Deleting_takes_one_stream_or_only_its_old_events()
    {
        await logs.Append("a", [new(1, "a1"), new(5, "a5")], Now);
        await logs.Append("b", [new(1, "b1")], Now);
        await logs.Delete("a", before: 5);
        Assert.Equal(["b1", "a5"], await Read(["a", "b"]));
        await logs.Delete("a");
        Assert.Equal(["b1"], await Read(["a", "b"]));
    }

    public async ValueTask DisposeAsync()
    {
        await logs.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<IEnumerable<string>> Read(string[] streams, long from = 0, long to = long.MaxValue, bool backward = false) =>
        (await logs.Read(streams, from, to, null, backward, 100)).Select(e => e.Message);
}
