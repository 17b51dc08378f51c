using Microsoft.Data.Sqlite;

namespace Berth.Storage.Sqlite;

/// <summary>A connection that keeps its statements compiled: compiling one costs more than running it.</summary>
internal sealed class SqliteSession(string connectionString) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, SqliteCommand> statements = new(StringComparer.Ordinal);

    /// <param name="sql">One of the few texts of this program, never made of data: each is kept until the connection closes.</param>
    /// <returns>Without parameters; good until the next call with the same text.</returns>
    public SqliteCommand Statement(string sql)
    {
        if (!statements.TryGetValue(sql, out var command))
        {
            command = CreateCommand();
#pragma warning disable CA2100 // See above.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.Prepare();
            statements[sql] = command;
        }

        command.Parameters.Clear();
        return command;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) foreach (var command in statements.Values) command.Dispose();
        statements.Clear();
        base.Dispose(disposing);
    }
}
