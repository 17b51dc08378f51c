using System.Globalization;
using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>
/// Opens the one session that may write a part of a schema: it holds an advisory lock for as long as it lives. Nothing is ever written by another session, so
/// a server that has lost its session has lost the right to write with it, and when a new session has the lock, the old one is over and what it did is final.
/// </summary>
internal sealed class PostgresOwner(PostgresAddress address, PostgresPart part, string instance)
{
    private string ApplicationName => $"berth {instance} {part.Name}";

    /// <param name="patience">How long another holder is waited for; one whose server was just killed ends by itself.</param>
    /// <param name="predecessor">Our own earlier session, which the server may not have noticed to be gone; ended first. 0 when there is none.</param>
    /// <returns>The session, and the number of the last batch that was written.</returns>
    /// <exception cref="StoreRefusedException">Another Berth holds the lock, or something that only the user can mend.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer, for now.</exception>
    public async Task<(NpgsqlConnection Session, long Batch)> Open(TimeSpan patience, int predecessor, CancellationToken cancel)
    {
        var settings = address.ConnectionString(ApplicationName);
        settings.Pooling = false;
        settings.CommandTimeout = 60;
        var session = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await session.OpenAsync(cancel);
            await Prepare(session, patience, predecessor, cancel);
            return (session, await PostgresMigrations.Apply(session, address, part, instance, cancel));
        }
        catch (Exception failure)
        {
            await session.DisposeAsync();
            throw PostgresErrors.WhenConnecting(address, failure);
        }
    }

    /// <summary>What broke a session, for an operator: which server, and what to do.</summary>
    public string Explain(Exception cause) => PostgresErrors.WhenConnecting(address, cause).Message;

    private async Task Prepare(NpgsqlConnection session, TimeSpan patience, int predecessor, CancellationToken cancel)
    {
        var milliseconds = ((long)patience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

        // The answer to a commit means "on disk", whatever the server's or the role's defaults are; and no default may end the session that holds the lock.
        await using var command = new NpgsqlCommand(
            $"SET synchronous_commit TO on; SET statement_timeout TO 0; SET idle_in_transaction_session_timeout TO 0; SET lock_timeout TO {milliseconds}; " +
            "SET tcp_keepalives_idle TO 5; SET tcp_keepalives_interval TO 2; SET tcp_keepalives_count TO 3; SET client_min_messages TO warning; " +
            "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'; SHOW server_encoding", session);
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            await reader.NextResultAsync(cancel);
            await reader.ReadAsync(cancel);
            if (reader.GetString(0) != "UTF8")
                throw new StoreRefusedException($"The database of {address} has the encoding {reader.GetString(0)}; Berth needs UTF8. Make it anew: createdb --encoding=UTF8 --template=template0 {address.Database}");
        }

        if (predecessor != 0)
        {
            await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2", session)
            {
                Parameters = { new() { Value = predecessor }, new() { Value = ApplicationName } },
            };
            await end.ExecuteNonQueryAsync(cancel);
        }

        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", session)
        {
            Parameters = { new() { Value = $"berth {address.Schema} {part.Name}" } },
        };
        await take.ExecuteNonQueryAsync(cancel);
    }
}
