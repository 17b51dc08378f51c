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
        Assert.Contains("has schema 99; this Berth knows schemas up to 2. Run the Berth that wrote it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleted_rows_give_their_space_back()
    {
        foreach (var some in Enumerable.Range(0, 2000).Chunk(500))
            await Store.Commit([.. some.Select(i => new RowWrite.Put("k", $"{i}", 0, 1, new string('x', 5000)))]);
        foreach (var some in Enumerable.Range(0, 2000).Chunk(500)) await Store.Commit([.. some.Select(i => new RowWrite.Delete("k", $"{i}", null))]);
        await ((SqliteStore)Store).Shrinking;
        Assert.InRange(new FileInfo(File).Length, 0, 3_000_000);
    }

    [Fact]
    public async Task A_commit_that_is_on_disk_does_not_fail_for_the_space_that_it_does_not_give_back()
    {
        await Store.Commit([.. Enumerable.Range(0, 500).Select(i => new RowWrite.Put("k", $"{i}", 0, 1, new string('x', 5000)))]);

        // Who looks for space opens the file by its name.
        var moved = folder + "-moved";
        Directory.Move(folder, moved);
        await Store.Commit([.. Enumerable.Range(0, 500).Select(i => new RowWrite.Delete("k", $"{i}", 1))]);
        Directory.Move(moved, folder);
        await Store.DisposeAsync();
        await using var again = SqliteStore.Open(File);
        Assert.Empty(await again.List("k"));
    }

    [Fact]
    public async Task A_file_from_before_is_rewritten_only_where_its_copy_has_room()
    {
        var path = Path.Combine(folder, "old.db");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)";
            command.ExecuteNonQuery();
        }

        Assert.Equal(0, await AutoVacuum(freeBytes: 4096));
        Assert.Equal(2, await AutoVacuum(freeBytes: long.MaxValue));

        async Task<long> AutoVacuum(long freeBytes)
        {
            await using (SqliteFile.Open(path, [], _ => freeBytes))
            {
            }

            await using var file = SqliteFile.Open(path, [], _ => 0);
            return file.Read(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA auto_vacuum";
                return (long)command.ExecuteScalar()!;
            });
        }
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
