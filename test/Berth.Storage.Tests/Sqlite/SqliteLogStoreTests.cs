using Berth.Conformance;
using Berth.Storage.Sqlite;

namespace Berth.Storage.Tests.Sqlite;

public sealed class SqliteLogStoreTests : LogStoreConformance
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-logs-").FullName;

    [Fact]
    public async Task Deleted_events_give_their_space_back()
    {
        var events = Enumerable.Range(0, 2000).Select(i => new LogEvent(i, new string('x', 5000))).ToList();
        await Logs.Append("a", events, DateTimeOffset.UnixEpoch);
        await Logs.Append("a", events, DateTimeOffset.UnixEpoch);
        var full = new FileInfo(Path.Combine(folder, "logs.db")).Length;
        Assert.InRange(full, 15_000_000, long.MaxValue);
        while (await Logs.Delete("a", limit: 1000) > 0)
        {
            // Until nothing is left.
        }

        await ((SqliteLogStore)Logs).Shrinking;
        Assert.InRange(new FileInfo(Path.Combine(folder, "logs.db")).Length, 0, 3_000_000);
    }

    [Fact]
    public async Task A_deletion_of_nothing_writes_nothing()
    {
        await Logs.Append("a", [new LogEvent(5, "x")], DateTimeOffset.UnixEpoch);
        await using var beside = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "logs.db")};Pooling=False");
        beside.Open();
        using var command = beside.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        var before = (long)command.ExecuteScalar()!;
        Assert.Equal((0, 0), (await Logs.Delete("a", before: 5), await Logs.Delete("b")));
        Assert.Equal(before, (long)command.ExecuteScalar()!);
        Assert.Equal(1, await Logs.Delete("a", before: 6));
        Assert.NotEqual(before, (long)command.ExecuteScalar()!);
    }

    [Fact]
    public async Task A_file_from_before_knows_its_sizes_and_gives_space_back_too()
    {
        var path = Path.Combine(folder, "old.db");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE event (stream TEXT NOT NULL, timestamp INTEGER NOT NULL, sequence INTEGER NOT NULL, ingested INTEGER NOT NULL, message TEXT NOT NULL, " +
                "PRIMARY KEY (stream, timestamp, sequence)) WITHOUT ROWID; CREATE TABLE counter (sequence INTEGER NOT NULL); INSERT INTO counter VALUES (1); INSERT INTO event VALUES ('a', 1, 1, 1, 'four'); PRAGMA user_version=1";
            command.ExecuteNonQuery();
        }

        await using (var store = SqliteLogStore.Open(path)) Assert.Equal(30, await store.Bytes(["a"]));
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA auto_vacuum";
            Assert.Equal(2L, command.ExecuteScalar());
        }
    }

    protected override ValueTask<ILogStore> Open() => ValueTask.FromResult<ILogStore>(SqliteLogStore.Open(Path.Combine(folder, "logs.db")));

    protected override ValueTask Clean()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
