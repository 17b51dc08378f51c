using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Storage.Sqlite;

/// <summary>
/// The one writer of a database file. Units that arrive while a transaction is being written go together into the next one, each under a savepoint of its own;
/// an answer is given when the transaction that carries its unit is on disk.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Units per transaction: bounds how long the first of them waits.</summary>
    private const int BatchMax = 256;

    /// <summary>Units waiting; senders wait beyond it.</summary>
    private const int QueueMax = 4096;

    private readonly SqliteConnection connection;
    private readonly Channel<Unit> queue = Channel.CreateBounded<Unit>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly Task loop;

    /// <param name="connection">Used by the writer alone from now on, and disposed of by it.</param>
    public SqliteWriter(SqliteConnection connection)
    {
        this.connection = connection;
        loop = Task.Run(Loop);
    }

    /// <summary>Runs work inside a transaction. What it throws undoes this unit only.</summary>
    public async Task Run(Action<SqliteConnection> work, CancellationToken cancel)
    {
        var unit = new Unit(work);
        await queue.Writer.WriteAsync(unit, cancel);
        await unit.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
        await connection.DisposeAsync();
    }

    private async Task Loop()
    {
        var batch = new List<Unit>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchMax && queue.Reader.TryRead(out var unit)) batch.Add(unit);
            Write(batch);
        }
    }

    private void Write(List<Unit> batch)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var unit in batch) WriteOne(unit);
            Execute("COMMIT");
        }
        catch (SqliteException failure)
        {
            if (raw.sqlite3_get_autocommit(connection.Handle!) == 0) Execute("ROLLBACK");
            var cause = Translate(failure);
            foreach (var unit in batch) unit.Failure = cause;
        }

        foreach (var unit in batch)
        {
            if (unit.Failure is null) unit.Done.SetResult();
            else unit.Done.SetException(unit.Failure);
        }
    }

    private void WriteOne(Unit unit)
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
            Execute("ROLLBACK TO unit; RELEASE unit");
        }
    }

    private static Exception Translate(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR
        ? new StoreFullException("The disk of the data directory is full or failing: " + failure.Message, failure)
        : failure;

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Unit(Action<SqliteConnection> work)
    {
        public Action<SqliteConnection> Work { get; } = work;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }
    }
}
