using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>Sessions that read. Reads change nothing, so one that was broken off is made again.</summary>
internal sealed class PostgresReaders : IAsyncDisposable
{
    private const int SessionsMax = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource source;

    public PostgresReaders(PostgresAddress address, string instance)
    {
        var settings = address.ConnectionString($"berth {instance} reader");
        settings.MaxPoolSize = SessionsMax;
        source = NpgsqlDataSource.Create(settings);
    }

    public async Task<List<T>> Read<T>(string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var command = source.CreateCommand(sql);
                bind(command.Parameters);
                await using var reader = await command.ExecuteReaderAsync(cancel);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancel)) rows.Add(row(reader));
                return rows;
            }
            catch (Exception failure) when (PostgresErrors.IsTransient(failure))
            {
                if (TimeProvider.System.GetElapsedTime(since) > Patience) throw PostgresErrors.WhenWorking(failure);
            }

            await Task.Delay(RetryPeriod, cancel);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
