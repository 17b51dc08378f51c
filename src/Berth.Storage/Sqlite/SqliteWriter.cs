using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Storage.Sqlite;

/// <summary>The one writer of a database file: each unit of a batch under a savepoint of its own, each batch a transaction synced to disk.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteSession connection;
    private readonly UnitQueue<Action<SqliteSession>> queue;

    /// <param name="connection">Used by the writer alone from now on, and disposed of by it.</param>
    public SqliteWriter(SqliteSession connection)
    {
        this.connection = connection;
        queue = new(Write);
    }

    /// <summary>Runs work inside a transaction. What it throws undoes this unit only.</summary>
    /// <param name="bytes">About as much as it writes.</param>
    public Task Run(Action<SqliteSession> work, int bytes, CancellationToken cancel) => queue.Run(work, bytes, cancel);

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Task Write(IReadOnlyList<PendingUnit<Action<SqliteSession>>> batch)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var unit in batch) WriteOne(unit);
            Execute("COMMIT");
            return Task.CompletedTask;
        }
        catch (SqliteException failure)
        {
            if (raw.sqlite3_get_autocommit(connection.Handle!) == 0) Execute("ROLLBACK");
            throw Translate(failure);
        }
    }

    private void WriteOne(PendingUnit<Action<SqliteSession>> unit)
    {
        Execute("SAVEPOINT unit");
        try
        {
            unit.Work(connection);
            Execute("RELEASE unit");
        }
        catch (Exception refusal) when (refusal is not SqliteException)
        {
            unit.Failure = refusal;
            Execute("ROLLBACK TO unit");
            Execute("RELEASE unit");
        }
    }

    private static Exception Translate(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR
        ? new StoreFullException("The disk of the data directory is full or failing: " + failure.Message, failure)
        : failure;

    private void Execute(string sql) => connection.Statement(sql).ExecuteNonQuery();
}
