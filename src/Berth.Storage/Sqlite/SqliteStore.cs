using Microsoft.Data.Sqlite;

namespace Berth.Storage.Sqlite;

/// <summary>The store of one machine: a SQLite file.</summary>
public sealed class SqliteStore : IStore
{
    private static readonly string[] Migrations =
    [
        "CREATE TABLE row (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, schema INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",

        // An order stands in the row of its task.
        "DELETE FROM row WHERE kind = 'order'",
    ];

    /// <summary>Rows deleted before the file is looked at for space to give back.</summary>
    private const int DeletedBeforeShrink = 500;

    private readonly SqliteFile file;
    private int deleted;

    private SqliteStore(SqliteFile file) => this.file = file;

    /// <param name="path">Of the database file; made when missing.</param>
    /// <exception cref="StoreSchemaException">The file was written by a newer Berth.</exception>
    public static SqliteStore Open(string path) => new(SqliteFile.Open(path, Migrations));

    public async Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default)
    {
        await file.Writer.Run(connection =>
        {
            foreach (var write in unit) Write(connection, write);
        }, unit.BytesOf(), cancel);
        var gone = unit.Count(w => w is RowWrite.Delete);
        if (gone > 0 && Interlocked.Add(ref deleted, gone) >= DeletedBeforeShrink)
        {
            Interlocked.Exchange(ref deleted, 0);
            file.ShrinkBehind();
        }
    }

    public ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default) => ValueTask.FromResult(file.Read(connection =>
    {
        var command = Command(connection, "SELECT kind, id, version, schema, body FROM row WHERE kind = $kind AND id = $id", kind, id);
        using var reader = command.ExecuteReader();
        return reader.Read() ? ReadRow(reader) : null;
    }));

    public ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default) =>
        ValueTask.FromResult(file.Read<IReadOnlyList<Row>>(connection =>
        {
            var command = Command(
                connection, "SELECT kind, id, version, schema, body FROM row WHERE kind = $kind AND id >= $id AND id < $end AND ($after IS NULL OR id > $after) ORDER BY id LIMIT $limit", kind, prefix);
            command.Parameters.AddWithValue("$end", prefix + "\U0010FFFF");
            command.Parameters.AddWithValue("$after", (object?)after ?? DBNull.Value);
            command.Parameters.AddWithValue("$limit", limit);
            using var reader = command.ExecuteReader();
            var rows = new List<Row>();
            while (reader.Read()) rows.Add(ReadRow(reader));
            return rows;
        }));

    /// <summary>Over when all space that was asked for is given back.</summary>
    internal Task Shrinking => file.Shrinking;

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static void Write(SqliteSession connection, RowWrite write)
    {
        var command = Command(connection, Statement(write), write.Kind, write.Id);
        if (write.ExpectedVersion is { } expected) command.Parameters.AddWithValue("$expected", expected);
        if (write is RowWrite.Put put)
        {
            command.Parameters.AddWithValue("$schema", put.Schema);
            command.Parameters.AddWithValue("$body", put.Body);
        }

        if (command.ExecuteNonQuery() == 0 && write.ExpectedVersion is not null) throw new StoreConflictException(write.Kind, write.Id);
    }

    private static string Statement(RowWrite write) => write switch
    {
        RowWrite.Put { ExpectedVersion: null } =>
            "INSERT INTO row VALUES ($kind, $id, 1, $schema, $body) ON CONFLICT (kind, id) DO UPDATE SET version = version + 1, schema = $schema, body = $body",
        RowWrite.Put { ExpectedVersion: 0 } => "INSERT INTO row SELECT $kind, $id, 1, $schema, $body WHERE $expected = 0 ON CONFLICT (kind, id) DO NOTHING",
        RowWrite.Put => "UPDATE row SET version = version + 1, schema = $schema, body = $body WHERE kind = $kind AND id = $id AND version = $expected",
        RowWrite.Delete { ExpectedVersion: null } => "DELETE FROM row WHERE kind = $kind AND id = $id",
        RowWrite.Delete => "DELETE FROM row WHERE kind = $kind AND id = $id AND version = $expected",
        _ => throw new ArgumentOutOfRangeException(nameof(write), write, "Unknown write."),
    };

    private static SqliteCommand Command(SqliteSession connection, string sql, string kind, string id)
    {
        var command = connection.Statement(sql);
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$id", id);
        return command;
    }

    private static Row ReadRow(SqliteDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetString(4));
}
