using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Berth.Storage.Sqlite;

/// <summary>A database file: one writer and a few readers, in WAL mode with every commit synced to disk.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private readonly string connectionString;
    private readonly ConcurrentBag<SqliteConnection> readers = [];

    private SqliteFile(string connectionString, SqliteWriter writer)
    {
        this.connectionString = connectionString;
        Writer = writer;
    }

    public SqliteWriter Writer { get; }

    /// <param name="migrations">Statements that lead from schema N to N + 1, in order; forward only.</param>
    /// <exception cref="StoreSchemaException">The file was written by a newer Berth.</exception>
    public static SqliteFile Open(string path, IReadOnlyList<string> migrations)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
        var connection = Connect(connectionString);
        try
        {
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            Migrate(connection, path, migrations);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new(connectionString, new SqliteWriter(connection));
    }

    public T Read<T>(Func<SqliteConnection, T> read)
    {
        if (!readers.TryTake(out var connection)) connection = Connect(connectionString);
        try
        {
            return read(connection);
        }
        finally
        {
            readers.Add(connection);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        while (readers.TryTake(out var connection)) await connection.DisposeAsync();
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var schema = (int)(long)command.ExecuteScalar()!;
        if (schema > migrations.Count)
            throw new StoreSchemaException($"{path} has schema {schema}; this Berth knows schemas up to {migrations.Count}. Run the Berth that wrote it, or choose another --data directory.");
        for (var next = schema; next < migrations.Count; next++) Execute(connection, $"BEGIN IMMEDIATE; {migrations[next]}; PRAGMA user_version={next + 1}; COMMIT");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
