using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Berth.Storage.Sqlite;

/// <summary>A database file: one writer and a few readers, in WAL mode with every commit synced to disk.</summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    private const int Incremental = 2;

    /// <summary>What a long transaction left of the journal is cut to this.</summary>
    private const int JournalBytesMax = 16 << 20;

    /// <summary>Free pages (of 4 KiB) that stay in the file for the next rows.</summary>
    private const int FreePagesKept = 256;

    /// <summary>Pages given back at once: other writers wait for no more.</summary>
    private const int PagesPerStep = 512;

    /// <summary>A rewrite writes a copy beside the file, and a journal of what it overwrites.</summary>
    private const int CopiesOfRewrite = 2;

    private readonly string connectionString;
    private readonly ConcurrentBag<SqliteSession> readers = [];
    private readonly Lock shrinkGate = new();
    private Task shrinking = Task.CompletedTask;
    private bool shrinkAsked;
    private bool shrinks;
    private volatile bool closed;

    private SqliteFile(string connectionString, SqliteWriter writer)
    {
        this.connectionString = connectionString;
        Writer = writer;
    }

    public SqliteWriter Writer { get; }

    /// <param name="migrations">Statements that lead from schema N to N + 1, in order; forward only.</param>
    /// <param name="freeBytes">Bytes free where the path is; null to ask the system.</param>
    /// <exception cref="StoreSchemaException">The file was written by a newer Berth.</exception>
    public static SqliteFile Open(string path, IReadOnlyList<string> migrations, Func<string, long>? freeBytes = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
        var connection = Connect(connectionString);
        try
        {
            // The first is decided by who makes the file; one from before is rewritten once, when the disk has room for its copy. Until then it keeps its size.
            Execute(connection, "PRAGMA auto_vacuum=INCREMENTAL");
            if (Number(connection, "PRAGMA auto_vacuum") != Incremental && new FileInfo(path).Length * CopiesOfRewrite <= (freeBytes ?? FreeBytes)(path)) Execute(connection, "VACUUM");
            Execute(connection, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit={JournalBytesMax}");
            Migrate(connection, path, migrations);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new(connectionString, new SqliteWriter(connection));
    }

    public T Read<T>(Func<SqliteSession, T> read)
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

    /// <summary>Gives the space of deleted rows back to the file system, behind: nobody waits for it, and its failure is nobody's. What it did not free the next one does.</summary>
    public void ShrinkBehind()
    {
        lock (shrinkGate)
        {
            shrinkAsked = true;
            if (shrinks || closed) return;
            shrinks = true;
            shrinking = Task.Run(ShrinkWhileAsked);
        }
    }

    private async Task ShrinkWhileAsked()
    {
        while (true)
        {
            lock (shrinkGate)
            {
                if (!shrinkAsked || closed)
                {
                    shrinks = false;
                    return;
                }

                shrinkAsked = false;
            }

            try
            {
                await Shrink();
            }
#pragma warning disable CA1031 // Space that is not given back today costs space only; what was deleted is deleted.
            catch (Exception)
            {
                // The next one tries again.
            }
#pragma warning restore CA1031
        }
    }

    private async Task Shrink()
    {
        var free = FreePages;
        if (free <= FreePagesKept) return;

        // A file that was not rewritten when it was opened frees nothing.
        for (var before = long.MaxValue; !closed && free > FreePagesKept && free < before; (before, free) = (free, FreePages))
        {
            await Writer.Run(connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"PRAGMA incremental_vacuum({PagesPerStep})";
                using var steps = command.ExecuteReader();
                while (steps.Read())
                {
                    // Each step frees a page.
                }
            }, 0, CancellationToken.None);
        }

        // The file itself gets shorter when the journal is written back; nobody waits for this, and it waits for nobody.
        Read(connection => Number(connection, "PRAGMA wal_checkpoint(PASSIVE)"));
    }

    /// <summary>Over when all space that was asked for is given back.</summary>
    public Task Shrinking
    {
        get
        {
            lock (shrinkGate) return shrinking;
        }
    }

    private long FreePages => Read(connection => Number(connection, "PRAGMA freelist_count"));

    public async ValueTask DisposeAsync()
    {
        lock (shrinkGate) closed = true;
        await Shrinking;
        await Writer.DisposeAsync();
        while (readers.TryTake(out var connection)) await connection.DisposeAsync();
    }

    private static long FreeBytes(string path) => new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;

    private static SqliteSession Connect(string connectionString)
    {
        var connection = new SqliteSession(connectionString);
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        var schema = (int)Number(connection, "PRAGMA user_version");
        if (schema > migrations.Count)
            throw new StoreSchemaException($"{path} has schema {schema}; this Berth knows schemas up to {migrations.Count}. Run the Berth that wrote it, or choose another --data directory.");
        for (var next = schema; next < migrations.Count; next++) Execute(connection, $"BEGIN IMMEDIATE; {migrations[next]}; PRAGMA user_version={next + 1}; COMMIT");
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
