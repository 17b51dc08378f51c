using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>What a part of the schema holds; forward only.</summary>
/// <param name="Name">state or logs. Each part has a writer of its own.</param>
/// <param name="Steps">Statements that lead from version N to N + 1, in order.</param>
internal sealed record PostgresPart(string Name, IReadOnlyList<string> Steps);

/// <summary>Brings a part of the schema to this version, and refuses what is newer or another installation's.</summary>
internal static class PostgresMigrations
{
    /// <summary>Everything that any version of any part made, the newest first; berth_part last, so that what was not finished can be repeated.</summary>
    private static readonly string[] Tables = ["log_stored", "log_event", "state_row", "berth_part"];

    private static readonly string[] Functions = ["write_units(integer[], text[], text[], bigint[], integer[], text[])"];

    /// <param name="connection">Holds the part's lock already.</param>
    /// <returns>The number of the last batch that was written.</returns>
    public static async Task<long> Apply(NpgsqlConnection connection, PostgresAddress address, PostgresPart part, string instance, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);

        // The two parts of one schema, and installations that make schemas at once, take turns here.
        await Execute(connection, "SELECT pg_advisory_xact_lock(hashtextextended('berth', 0))", cancel);
        if (await Scalar(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", cancel, address.Schema) is null)
            await Execute(connection, $"CREATE SCHEMA \"{address.Schema}\"", cancel);
        await Execute(
            connection,
            "CREATE TABLE IF NOT EXISTS berth_part (name text PRIMARY KEY, version integer NOT NULL, instance text NOT NULL, batch bigint NOT NULL, outcome integer[] NOT NULL)",
            cancel);
        if (await Scalar(connection, "SELECT instance FROM berth_part WHERE instance <> $1 LIMIT 1", cancel, instance) is string other)
            throw new StoreRefusedException($"{address} belongs to the Berth {other}, whose data directory is another one. Use that --data directory, or give this one another database or ?schema=NAME.");
        await Execute(connection, "INSERT INTO berth_part VALUES ($1, 0, $2, 0, '{}') ON CONFLICT DO NOTHING", cancel, part.Name, instance);

        var version = (int)(await Scalar(connection, "SELECT version FROM berth_part WHERE name = $1", cancel, part.Name))!;
        if (version > part.Steps.Count)
            throw new StoreSchemaException(
                $"{address} has version {version} of the part {part.Name}; this Berth knows versions up to {part.Steps.Count}. Run the Berth that wrote it, or give this one another database or ?schema=NAME.");
        for (var next = version; next < part.Steps.Count; next++)
        {
            await Execute(connection, part.Steps[next], cancel);
            await Execute(connection, $"UPDATE berth_part SET version = {next + 1} WHERE name = $1", cancel, part.Name);
        }

        var batch = (long)(await Scalar(connection, "SELECT batch FROM berth_part WHERE name = $1", cancel, part.Name))!;
        await transaction.CommitAsync(cancel);
        return batch;
    }

    /// <summary>Removes what this class and the parts' steps have made, and then the schema when nothing else is in it: it may be the user's own.</summary>
    /// <exception cref="StoreRefusedException">It is another installation's.</exception>
    public static async Task Remove(NpgsqlConnection connection, PostgresAddress address, string instance, CancellationToken cancel)
    {
        if (await Scalar(connection, "SELECT to_regclass('berth_part')::text", cancel) is not string) return;
        if (await Scalar(connection, "SELECT instance FROM berth_part WHERE instance <> $1 LIMIT 1", cancel, instance) is string other)
            throw new StoreRefusedException($"{address} belongs to the Berth {other} and is not removed.");
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            foreach (var function in Functions) await Execute(connection, $"DROP FUNCTION IF EXISTS \"{address.Schema}\".{function}", cancel);
            foreach (var table in Tables) await Execute(connection, $"DROP TABLE IF EXISTS \"{address.Schema}\".{table}", cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException needed) when (needed.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            throw new StoreRefusedException($"Something that Berth did not make depends on its tables in {address}: {needed.MessageText}. Remove that first.", needed);
        }

        try
        {
            await Execute(connection, $"DROP SCHEMA IF EXISTS \"{address.Schema}\" RESTRICT", cancel);
        }
        catch (PostgresException kept) when (kept.SqlState is PostgresErrorCodes.DependentObjectsStillExist or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Somebody else's things are in it, or it is somebody else's.
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancel);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
