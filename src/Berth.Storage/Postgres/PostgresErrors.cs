using System.Net.Sockets;
using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>PostgreSQL's errors in words that name the thing and the fix.</summary>
internal static class PostgresErrors
{
    /// <summary>Of an attempt to open a session.</summary>
    public static Exception WhenConnecting(PostgresAddress address, Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused => new StoreRefusedException(
            $"PostgreSQL at {address.Host}:{address.Port} does not let the user '{address.User}' in: {refused.MessageText}. Correct the user and password of --store (or BERTH_STORE), or the server's pg_hba.conf.", refused),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new StoreRefusedException(
            $"There is no database '{address.Database}' at {address.Host}:{address.Port}. Make it: createdb -h {address.Host} -p {address.Port} {address.Database}", failure),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => new StoreRefusedException(
            $"The user '{address.User}' may not use the schema '{address.Schema}' of {address}: {refused.MessageText}. Let it: GRANT CREATE ON DATABASE {address.Database} TO {address.User}", refused),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new StoreRefusedException(
            $"Another Berth works on {address}. Stop it, or give this one another database or ?schema=NAME.", failure),
        _ when IsTransient(failure) => new StoreUnavailableException(
            $"PostgreSQL at {address.Host}:{address.Port} does not answer ({Reason(failure)}). Start it, or correct host and port of --store (or BERTH_STORE).", failure),
        _ => failure,
    };

    /// <summary>Of a statement that the server refused.</summary>
    public static Exception WhenWorking(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } full => new StoreFullException($"The disk of the PostgreSQL server is full: {full.MessageText}", full),
        _ when IsTransient(failure) => new StoreUnavailableException($"PostgreSQL does not answer: {Reason(failure)}", failure),
        _ => failure,
    };

    /// <summary>Another session may fare better: the server goes down, comes up, or was not reached.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => false,
        PostgresException refused => refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal) || refused.SqlState == PostgresErrorCodes.TooManyConnections,
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => false,
    };

    private static string Reason(Exception failure) => failure is PostgresException refused ? refused.MessageText : failure.GetBaseException().Message;
}
