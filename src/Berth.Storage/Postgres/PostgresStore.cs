using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>The store in a PostgreSQL database.</summary>
public sealed class PostgresStore : IStore, IPostgresStore
{
    /// <summary>
    /// Writes units in order, each under a savepoint (what BEGIN and EXCEPTION are), and answers per unit the number of the write that found another version, or 0.
    /// BT001 is ours alone; every other error undoes the whole batch.
    /// </summary>
    private const string WriteUnits = """
        CREATE FUNCTION write_units(units integer[], kinds text[], ids text[], expected bigint[], schemas integer[], bodies text[]) RETURNS integer[] LANGUAGE plpgsql AS $$
        DECLARE
            w integer := 1;
            unit integer;
            bad integer;
            hit integer;
            outcome integer[] := '{}';
        BEGIN
            WHILE w <= cardinality(units) LOOP
                unit := units[w];
                bad := 0;
                BEGIN
                    WHILE w <= cardinality(units) AND units[w] = unit LOOP
                        IF schemas[w] IS NULL THEN
                            DELETE FROM state_row r WHERE r.kind = kinds[w] AND r.id = ids[w] AND (expected[w] IS NULL OR r.version = expected[w]);
                        ELSIF expected[w] IS NULL THEN
                            INSERT INTO state_row AS r VALUES (kinds[w], ids[w], 1, schemas[w], bodies[w])
                                ON CONFLICT (kind, id) DO UPDATE SET version = r.version + 1, schema = excluded.schema, body = excluded.body;
                        ELSIF expected[w] = 0 THEN
                            INSERT INTO state_row VALUES (kinds[w], ids[w], 1, schemas[w], bodies[w]) ON CONFLICT DO NOTHING;
                        ELSE
                            UPDATE state_row r SET version = r.version + 1, schema = schemas[w], body = bodies[w]
                                WHERE r.kind = kinds[w] AND r.id = ids[w] AND r.version = expected[w];
                        END IF;
                        GET DIAGNOSTICS hit = ROW_COUNT;
                        IF hit = 0 AND expected[w] IS NOT NULL THEN
                            bad := w;
                            RAISE EXCEPTION USING ERRCODE = 'BT001';
                        END IF;
                        w := w + 1;
                    END LOOP;
                EXCEPTION WHEN SQLSTATE 'BT001' THEN
                    WHILE w <= cardinality(units) AND units[w] = unit LOOP
                        w := w + 1;
                    END LOOP;
                END;
                outcome := outcome || bad;
            END LOOP;
            RETURN outcome;
        END $$
        """;

    private static readonly PostgresPart Part = new("state",
    [
        "CREATE TABLE state_row (kind text COLLATE \"C\" NOT NULL, id text COLLATE \"C\" NOT NULL, version bigint NOT NULL, schema integer NOT NULL, body text NOT NULL, PRIMARY KEY (kind, id)); " + WriteUnits,
    ]);

    private readonly PostgresReaders readers;
    private readonly PostgresWriter<IReadOnlyList<RowWrite>> writer;

    private PostgresStore(PostgresReaders readers, PostgresWriter<IReadOnlyList<RowWrite>> writer) => (this.readers, this.writer) = (readers, writer);

    public string? Trouble => writer.Trouble;

    public Task<string> Lost => writer.Lost;

    /// <param name="instance">Id of the installation that the data belongs to.</param>
    /// <param name="patience">How long another server that works on it is waited for.</param>
    /// <exception cref="StoreRefusedException">Something that the user must mend.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer, for now.</exception>
    /// <exception cref="StoreSchemaException">The data was written by a newer Berth.</exception>
    public static async Task<PostgresStore> Open(PostgresAddress address, string instance, TimeSpan patience, CancellationToken cancel = default)
    {
        var owner = new PostgresOwner(address, Part, instance);
        var (session, batch) = await owner.Open(patience, 0, cancel);
        return new(new(address, instance), new(owner, Part, new StateBatch(), session, batch));
    }

    /// <summary>Looks whether the database can be used, without taking anything.</summary>
    /// <inheritdoc cref="Open"/>
    public static async Task Probe(PostgresAddress address, CancellationToken cancel = default)
    {
        await using var connection = await Connect(address, cancel);
    }

    /// <summary>Removes everything that an installation keeps there.</summary>
    /// <inheritdoc cref="Open"/>
    public static async Task Remove(PostgresAddress address, string instance, CancellationToken cancel = default)
    {
        await using var connection = await Connect(address, cancel);
        await PostgresMigrations.Remove(connection, address, instance, cancel);
    }

    public Task Commit(IReadOnlyList<RowWrite> unit, CancellationToken cancel = default) => unit.Count == 0 ? Task.CompletedTask : writer.Run(unit, unit.BytesOf(), cancel);

    public async ValueTask<Row?> Get(string kind, string id, CancellationToken cancel = default) =>
        (await readers.Read("SELECT kind, id, version, schema, body FROM state_row WHERE kind = $1 AND id = $2", values =>
        {
            values.Add(new NpgsqlParameter<string> { TypedValue = kind });
            values.Add(new NpgsqlParameter<string> { TypedValue = PostgresText.Keep(id) });
        }, ReadRow, cancel)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<Row>> List(string kind, string prefix = "", string? after = null, int limit = int.MaxValue, CancellationToken cancel = default)
    {
        var kept = PostgresText.Keep(prefix);
        return await readers.Read(
            "SELECT kind, id, version, schema, body FROM state_row WHERE kind = $1 AND id >= $2 AND id < $3 AND id > $4 ORDER BY id LIMIT $5", values =>
            {
                values.Add(new NpgsqlParameter<string> { TypedValue = kind });
                values.Add(new NpgsqlParameter<string> { TypedValue = kept });
                values.Add(new NpgsqlParameter<string> { TypedValue = kept + "\U0010FFFF" });
                values.Add(new NpgsqlParameter<string> { TypedValue = PostgresText.Keep(after ?? "") });
                values.Add(new NpgsqlParameter<int> { TypedValue = limit });
            }, ReadRow, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await readers.DisposeAsync();
    }

    private static async Task<NpgsqlConnection> Connect(PostgresAddress address, CancellationToken cancel)
    {
        var settings = address.ConnectionString("berth");
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch (Exception failure)
        {
            await connection.DisposeAsync();
            throw PostgresErrors.WhenConnecting(address, failure);
        }
    }

    private static Row ReadRow(NpgsqlDataReader reader) => new(reader.GetString(0), PostgresText.Give(reader.GetString(1)), reader.GetInt64(2), reader.GetInt32(3), reader.GetString(4));

    private sealed class StateBatch : IPostgresBatch<IReadOnlyList<RowWrite>>
    {
        public IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<IReadOnlyList<RowWrite>> works, long batch)
        {
            var writes = works.SelectMany((unit, number) => unit.Select(write => (Unit: number, Write: write))).ToList();
            var puts = writes.Select(w => w.Write as RowWrite.Put).ToList();
            yield return new("UPDATE berth_part SET batch = $1, outcome = write_units($2, $3, $4, $5, $6, $7) WHERE name = 'state' RETURNING outcome")
            {
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = batch },
                    new NpgsqlParameter<int[]> { TypedValue = [.. writes.Select(w => w.Unit)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. writes.Select(w => w.Write.Kind)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. writes.Select(w => PostgresText.Keep(w.Write.Id))] },
                    new NpgsqlParameter<long?[]> { TypedValue = [.. writes.Select(w => w.Write.ExpectedVersion)] },
                    new NpgsqlParameter<int?[]> { TypedValue = [.. puts.Select(p => p?.Schema)] },
                    new NpgsqlParameter<string?[]> { TypedValue = [.. puts.Select(p => p?.Body)] },
                },
            };
        }

        public void Judge(IReadOnlyList<PendingUnit<IReadOnlyList<RowWrite>>> units, int[] outcome)
        {
            var before = 0;
            for (var i = 0; i < units.Count; i++)
            {
                var unit = units[i].Work;
                if (outcome[i] > 0 && unit[outcome[i] - before - 1] is var write) units[i].Failure = new StoreConflictException(write.Kind, write.Id);
                before += unit.Count;
            }
        }
    }
}
