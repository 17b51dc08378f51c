using Berth.Conformance;
using Berth.Storage.Sqlite;

namespace Berth.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : StoreConformance
{
    private readonly string folder = Directory.CreateTempSubdirectory("berth-store-").FullName;

    private string File => Path.Combine(folder, "state.db");

    [Fact]
    public async Task What_was_acknowledged_is_there_in_another_connection_at_once()
    {
        await Store.Commit([new RowWrite.Put("k", "a", 0, 1, "1")]);
        await using var second = SqliteStore.Open(File);
        Assert.Equal("1", (await second.Get("k", "a"))!.Body);
    }

    [Fact]
    public async Task A_file_of_a_newer_schema_is_refused_in_plain_words()
    {
        var path = Path.Combine(folder, "newer.db");
        await using (SqliteStore.Open(path))
        {
        }

        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }

        var refusal = Assert.Throws<StoreSchemaException>(() => SqliteStore.Open(path));
        Assert.Contains("has schema 99; this Berth knows schemas up to 1. Run the Berth that wrote it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_changes_of_one_row_at_once_are_all_counted()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.Change<Counter>("k", "n", old => new Counter((old?.Value ?? 0) + 1))));
        Assert.Equal(20, (await Store.Find<Counter>("k", "n"))!.Value.Record.Value);
    }

    protected override ValueTask<IStore> Open() => ValueTask.FromResult<IStore>(SqliteStore.Open(File));

    protected override ValueTask Clean()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed record Counter(int Value);
}
