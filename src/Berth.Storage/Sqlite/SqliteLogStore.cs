using System.Text;
using Berth.Domain.Logs;
using Microsoft.Data.Sqlite;

namespace Berth.Storage.Sqlite;

/// <summary>Log events of one machine: a SQLite file of their own, so that a chatty task does not slow the state's commits.</summary>
public sealed class SqliteLogStore : ILogStore
{
    private static readonly string[] Migrations =
    [
        "CREATE TABLE event (stream TEXT NOT NULL, timestamp INTEGER NOT NULL, sequence INTEGER NOT NULL, ingested INTEGER NOT NULL, message TEXT NOT NULL, " +
        "PRIMARY KEY (stream, timestamp, sequence)) WITHOUT ROWID; CREATE TABLE counter (sequence INTEGER NOT NULL); INSERT INTO counter VALUES (0)",

        // Summed as it changes: to sum it when asked would read everything.
        "CREATE TABLE stored (stream TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID; " +
        "INSERT INTO stored SELECT stream, SUM(LENGTH(CAST(message AS BLOB)) + 26) FROM event GROUP BY stream",
    ];

    private readonly SqliteFile file;

    private SqliteLogStore(SqliteFile file) => this.file = file;

    /// <exception cref="StoreSchemaException">The file was written by a newer Berth.</exception>
    public static SqliteLogStore Open(string path) => new(SqliteFile.Open(path, Migrations));

    public Task Append(string stream, IReadOnlyList<LogEvent> events, DateTimeOffset ingestedAt, CancellationToken cancel = default) =>
        file.Writer.Run(connection =>
        {
            using var counter = connection.CreateCommand();
            counter.CommandText = $"UPDATE counter SET sequence = sequence + {events.Count} RETURNING sequence";
            var sequence = (long)counter.ExecuteScalar()! - events.Count;

            using var insert = connection.CreateCommand();

            // As bytes: a long text would be bound only up to its first NUL, and a container may print one.
            insert.CommandText = "INSERT INTO event VALUES ($stream, $timestamp, $sequence, $ingested, CAST($message AS TEXT))";
            insert.Parameters.AddWithValue("$stream", stream);
            insert.Parameters.AddWithValue("$ingested", ingestedAt.ToUnixTimeMilliseconds());
            var timestamp = insert.Parameters.Add("$timestamp", SqliteType.Integer);
            var number = insert.Parameters.Add("$sequence", SqliteType.Integer);
            var message = insert.Parameters.Add("$message", SqliteType.Blob);
            foreach (var entry in events)
            {
                timestamp.Value = entry.Timestamp;
                number.Value = ++sequence;
                message.Value = Encoding.UTF8.GetBytes(entry.Message);
                insert.ExecuteNonQuery();
            }

            Store(connection, stream, events.Sum(e => LogEvent.Size(e.Message)));
        }, events.Sum(e => e.Message.Length), cancel);

    public ValueTask<IReadOnlyList<StoredLogEvent>> Read(
        IReadOnlyList<string> streams, long from, long to, LogPosition? after, bool backward, int limit, CancellationToken cancel = default)
    {
        if (streams.Count == 0 || limit <= 0) return ValueTask.FromResult<IReadOnlyList<StoredLogEvent>>([]);
        return ValueTask.FromResult(file.Read<IReadOnlyList<StoredLogEvent>>(connection =>
        {
            // The primary key answers one stream at once and in order; each gives its first `limit`, and the first `limit` of those are the answer.
            var all = new List<StoredLogEvent>();
            foreach (var stream in streams) all.AddRange(ReadOne(connection, stream, from, to, after, backward, limit));
            var sorted = backward
                ? all.OrderByDescending(e => e.Timestamp).ThenByDescending(e => e.Sequence)
                : all.OrderBy(e => e.Timestamp).ThenBy(e => e.Sequence);
            return [.. sorted.Take(limit)];
        }));
    }

    public async Task<int> Delete(string stream, long? before = null, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        // A write is synced even when it changes nothing.
        if (!Has(stream, before ?? long.MaxValue)) return 0;
        var deleted = 0;
        await file.Writer.Run(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM event WHERE (stream, timestamp, sequence) IN (SELECT stream, timestamp, sequence FROM event WHERE stream = $stream AND timestamp < $before " +
                $"ORDER BY timestamp, sequence LIMIT $limit) RETURNING LENGTH(CAST(message AS BLOB)) + {LogBatch.OverheadBytesPerEvent}";
            command.Parameters.AddWithValue("$stream", stream);
            command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
            command.Parameters.AddWithValue("$limit", limit);
            var bytes = 0L;
            deleted = 0;
            using (var reader = command.ExecuteReader())
            {
                for (; reader.Read(); deleted++) bytes += reader.GetInt64(0);
            }

            if (deleted > 0) Store(connection, stream, -bytes);
        }, 0, cancel);
        if (deleted > 0) file.ShrinkBehind();
        return deleted;
    }

    public ValueTask<long> Bytes(IReadOnlyList<string> streams, CancellationToken cancel = default) => ValueTask.FromResult(file.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT bytes FROM stored WHERE stream = $stream";
        var stream = command.Parameters.Add("$stream", SqliteType.Text);
        var sum = 0L;
        foreach (var key in streams)
        {
            stream.Value = key;
            sum += (long?)command.ExecuteScalar() ?? 0;
        }

        return sum;
    }));

    /// <summary>Over when all space that was asked for is given back.</summary>
    internal Task Shrinking => file.Shrinking;

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private bool Has(string stream, long before) => file.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM event WHERE stream = $stream AND timestamp < $before)";
        command.Parameters.AddWithValue("$stream", stream);
        command.Parameters.AddWithValue("$before", before);
        return (long)command.ExecuteScalar()! != 0;
    });

    private static void Store(SqliteConnection connection, string stream, long bytes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO stored VALUES ($stream, $bytes) ON CONFLICT (stream) DO UPDATE SET bytes = bytes + $bytes; DELETE FROM stored WHERE stream = $stream AND bytes <= 0";
        command.Parameters.AddWithValue("$stream", stream);
        command.Parameters.AddWithValue("$bytes", bytes);
        command.ExecuteNonQuery();
    }

    private static List<StoredLogEvent> ReadOne(SqliteConnection connection, string stream, long from, long to, LogPosition? after, bool backward, int limit)
    {
        var sql = new StringBuilder("SELECT sequence, timestamp, ingested, message FROM event WHERE stream = $stream AND timestamp >= $from AND timestamp < $to");
        if (after is not null) sql.Append(backward ? " AND (timestamp, sequence) < ($afterTime, $afterSequence)" : " AND (timestamp, sequence) > ($afterTime, $afterSequence)");
        sql.Append(backward ? " ORDER BY timestamp DESC, sequence DESC" : " ORDER BY timestamp, sequence").Append(" LIMIT $limit");
        using var command = connection.CreateCommand();
        command.CommandText = sql.ToString();
        command.Parameters.AddWithValue("$stream", stream);
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$to", to);
        command.Parameters.AddWithValue("$limit", limit);
        if (after is { } position)
        {
            command.Parameters.AddWithValue("$afterTime", position.Timestamp);
            command.Parameters.AddWithValue("$afterSequence", position.Sequence);
        }

        using var reader = command.ExecuteReader();
        var events = new List<StoredLogEvent>();
        while (reader.Read()) events.Add(new(stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3)));
        return events;
    }
}
