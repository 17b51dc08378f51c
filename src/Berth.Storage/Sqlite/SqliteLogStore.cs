using System.Text;
using Microsoft.Data.Sqlite;

namespace Berth.Storage.Sqlite;

/// <summary>Log events of one machine: a SQLite file of their own, so that a chatty task does not slow the state's commits.</summary>
public sealed class SqliteLogStore : ILogStore
{
    private static readonly string[] Migrations =
    [
        "CREATE TABLE event (stream TEXT NOT NULL, timestamp INTEGER NOT NULL, sequence INTEGER NOT NULL, ingested INTEGER NOT NULL, message TEXT NOT NULL, " +
        "PRIMARY KEY (stream, timestamp, sequence)) WITHOUT ROWID; CREATE TABLE counter (sequence INTEGER NOT NULL); INSERT INTO counter VALUES (0)",
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
            insert.CommandText = "INSERT INTO event VALUES ($stream, $timestamp, $sequence, $ingested, $message)";
            insert.Parameters.AddWithValue("$stream", stream);
            insert.Parameters.AddWithValue("$ingested", ingestedAt.ToUnixTimeMilliseconds());
            var timestamp = insert.Parameters.Add("$timestamp", SqliteType.Integer);
            var number = insert.Parameters.Add("$sequence", SqliteType.Integer);
            var message = insert.Parameters.Add("$message", SqliteType.Text);
            foreach (var entry in events)
            {
                timestamp.Value = entry.Timestamp;
                number.Value = ++sequence;
                message.Value = entry.Message;
                insert.ExecuteNonQuery();
            }
        }, cancel);

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

    public Task Delete(string stream, long? before = null, CancellationToken cancel = default) => file.Writer.Run(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM event WHERE stream = $stream AND ($before IS NULL OR timestamp < $before)";
        command.Parameters.AddWithValue("$stream", stream);
        command.Parameters.AddWithValue("$before", (object?)before ?? DBNull.Value);
        command.ExecuteNonQuery();
    }, cancel);

    public ValueTask DisposeAsync() => file.DisposeAsync();

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
