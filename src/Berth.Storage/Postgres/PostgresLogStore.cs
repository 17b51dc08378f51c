using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>Log events in a PostgreSQL database; with a writer of their own, so that a chatty task does not slow the state's commits.</summary>
public sealed class PostgresLogStore : ILogStore, IPostgresStore
{
    private static readonly PostgresPart Part = new("logs",
    [
        "CREATE TABLE log_event (stream text COLLATE \"C\" NOT NULL, timestamp bigint NOT NULL, sequence bigint GENERATED ALWAYS AS IDENTITY, ingested bigint NOT NULL, bytes integer NOT NULL, " +
        "message text NOT NULL, PRIMARY KEY (stream, timestamp, sequence)); " +

        // Summed as it changes: to sum it when asked would read everything.
        "CREATE TABLE log_stored (stream text COLLATE \"C\" PRIMARY KEY, bytes bigint NOT NULL)",
    ]);

    private readonly PostgresReaders readers;
    private readonly PostgresWriter<Work> writer;

    private PostgresLogStore(PostgresReaders readers, PostgresWriter<Work> writer) => (this.readers, this.writer) = (readers, writer);

    public string? Trouble => writer.Trouble;

    public Task<string> Lost => writer.Lost;

    /// <inheritdoc cref="PostgresStore.Open"/>
    public static async Task<PostgresLogStore> Open(PostgresAddress address, string instance, TimeSpan patience, CancellationToken cancel = default)
    {
        var owner = new PostgresOwner(address, Part, instance);
        var (session, batch) = await owner.Open(patience, 0, cancel);
        return new(new(address, instance), new(owner, Part, new LogBatch(), session, batch));
    }

    public Task Append(string stream, IReadOnlyList<LogEvent> events, DateTimeOffset ingestedAt, CancellationToken cancel = default) => events.Count == 0
        ? Task.CompletedTask
        : writer.Run(new Work.Append(PostgresText.Keep(stream), events, ingestedAt.ToUnixTimeMilliseconds()), events.Sum(e => e.Message.Length), cancel);

    public async Task<int> Delete(string stream, long? before = null, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        var work = new Work.Delete(PostgresText.Keep(stream), before ?? long.MaxValue, limit);
        await writer.Run(work, 0, cancel);
        return work.Gone;
    }

    public async ValueTask<long> Bytes(IReadOnlyList<string> streams, CancellationToken cancel = default) => (await readers.Read(
        "SELECT coalesce(sum(bytes), 0)::bigint FROM log_stored WHERE stream = ANY($1)",
        values => values.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams.Select(PostgresText.Keep)] }),
        r => r.GetInt64(0), cancel)).Single();

    public async ValueTask<IReadOnlyList<StoredLogEvent>> Read(
        IReadOnlyList<string> streams, long from, long to, LogPosition? after, bool backward, int limit, CancellationToken cancel = default)
    {
        if (streams.Count == 0 || limit <= 0) return [];
        var (order, beyond) = backward ? ("timestamp DESC, sequence DESC", "<") : ("timestamp, sequence", ">");
        var position = after is null ? "" : $" AND (timestamp, sequence) {beyond} ($5, $6)";

        // The primary key answers one stream at once and in order; each gives its first events, and the first of those are the answer.
        var sql = $"SELECT e.* FROM unnest($1::text[]) AS s(stream) CROSS JOIN LATERAL (SELECT stream, sequence, timestamp, ingested, message FROM log_event " +
            $"WHERE stream = s.stream AND timestamp >= $2 AND timestamp < $3{position} ORDER BY {order} LIMIT $4) e ORDER BY {order} LIMIT $4";
        return await readers.Read(sql, values =>
        {
            values.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams.Select(PostgresText.Keep)] });
            values.Add(new NpgsqlParameter<long> { TypedValue = from });
            values.Add(new NpgsqlParameter<long> { TypedValue = to });
            values.Add(new NpgsqlParameter<int> { TypedValue = limit });
            if (after is not { } known) return;
            values.Add(new NpgsqlParameter<long> { TypedValue = known.Timestamp });
            values.Add(new NpgsqlParameter<long> { TypedValue = known.Sequence });
        }, r => new StoredLogEvent(PostgresText.Give(r.GetString(0)), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), PostgresText.Give(r.GetString(4))), cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await readers.DisposeAsync();
    }

    private abstract record Work
    {
        public sealed record Append(string Stream, IReadOnlyList<LogEvent> Events, long Ingested) : Work;

        public sealed record Delete(string Stream, long Before, int Limit) : Work
        {
            /// <summary>How many events it removed, once it is written.</summary>
            public int Gone { get; set; }
        }
    }

    /// <summary>The outcome is how many events each deletion removed, in order.</summary>
    private sealed class LogBatch : IPostgresBatch<Work>
    {
        public IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<Work> works, long batch)
        {
            yield return new("UPDATE berth_part SET batch = $1, outcome = '{}' WHERE name = 'logs'") { Parameters = { new NpgsqlParameter<long> { TypedValue = batch } } };
            var appends = new List<Work.Append>();
            foreach (var work in works)
            {
                if (work is Work.Append append)
                {
                    appends.Add(append);
                    continue;
                }

                foreach (var command in Insert(appends).Concat(Remove((Work.Delete)work))) yield return command;
                appends = [];
            }

            foreach (var command in Insert(appends)) yield return command;
            yield return new("SELECT outcome FROM berth_part WHERE name = 'logs'");
        }

        public void Judge(IReadOnlyList<PendingUnit<Work>> units, int[] outcome)
        {
            foreach (var (delete, gone) in units.Select(u => u.Work).OfType<Work.Delete>().Zip(outcome)) delete.Gone = gone;
        }

        private static IEnumerable<NpgsqlBatchCommand> Insert(List<Work.Append> appends)
        {
            if (appends.Count == 0) yield break;
            var events = appends.SelectMany(a => a.Events.Select(e => (a.Stream, e.Timestamp, a.Ingested, Bytes: (int)LogEvent.Size(e.Message), e.Message))).ToList();
            yield return new(
                "INSERT INTO log_event (stream, timestamp, ingested, bytes, message) SELECT s, t, i, b, m " +
                "FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::integer[], $5::text[]) WITH ORDINALITY AS e(s, t, i, b, m, o) ORDER BY o")
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]> { TypedValue = [.. events.Select(e => e.Stream)] },
                    new NpgsqlParameter<long[]> { TypedValue = [.. events.Select(e => e.Timestamp)] },
                    new NpgsqlParameter<long[]> { TypedValue = [.. events.Select(e => e.Ingested)] },
                    new NpgsqlParameter<int[]> { TypedValue = [.. events.Select(e => e.Bytes)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. events.Select(e => PostgresText.Keep(e.Message))] },
                },
            };
            yield return new(
                "INSERT INTO log_stored SELECT s, sum(b) FROM unnest($1::text[], $2::integer[]) AS e(s, b) GROUP BY s ON CONFLICT (stream) DO UPDATE SET bytes = log_stored.bytes + excluded.bytes")
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]> { TypedValue = [.. events.Select(e => e.Stream)] },
                    new NpgsqlParameter<int[]> { TypedValue = [.. events.Select(e => e.Bytes)] },
                },
            };
        }

        private static IEnumerable<NpgsqlBatchCommand> Remove(Work.Delete delete)
        {
            yield return new(
                "WITH old AS (SELECT timestamp, sequence FROM log_event WHERE stream = $1 AND timestamp < $2 ORDER BY timestamp, sequence LIMIT $3), " +
                "gone AS (DELETE FROM log_event e USING old WHERE e.stream = $1 AND e.timestamp = old.timestamp AND e.sequence = old.sequence RETURNING e.bytes), " +
                "less AS (UPDATE log_stored SET bytes = log_stored.bytes - (SELECT coalesce(sum(gone.bytes), 0) FROM gone) WHERE stream = $1) " +
                "UPDATE berth_part SET outcome = outcome || (SELECT count(*)::integer FROM gone) WHERE name = 'logs'")
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = delete.Stream },
                    new NpgsqlParameter<long> { TypedValue = delete.Before },
                    new NpgsqlParameter<int> { TypedValue = delete.Limit },
                },
            };
            yield return new("DELETE FROM log_stored WHERE stream = $1 AND bytes <= 0") { Parameters = { new NpgsqlParameter<string> { TypedValue = delete.Stream } } };
        }
    }
}
