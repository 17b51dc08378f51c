using Berth.Server.Configuration;
using Berth.Server.Installation;
using Berth.Storage;
using Berth.Storage.Postgres;
using Berth.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Berth.Server.Hosting;

/// <summary>Opens the stores that the settings name, watches them and says how they are.</summary>
internal sealed class StoreHosting(IStore state, ILogStore logs, string place)
{
    /// <summary>How long another server on the same schema is waited for: one that was just killed is gone soon.</summary>
    private static readonly TimeSpan OwnerPatience = TimeSpan.FromSeconds(20);
    private const string Awaited = " It is waited for.";
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Each ends when another server has taken its store over.</summary>
    public IReadOnlyList<Task<string>> Lost => [.. Remote.Select(s => s.Lost)];

    private IEnumerable<IPostgresStore> Remote => new object[] { state, logs }.OfType<IPostgresStore>();

    /// <exception cref="CommandLineException">Something that the user must mend. A database that is down is waited for: machines start in any order.</exception>
    public static async Task<StoreHosting> Open(ServerSettings settings, string instance, CancellationToken cancel)
    {
        StoreFile.Check(settings.DataDirectory, settings.Postgres);
        string? told = null;
        while (true)
        {
            try
            {
                return settings.Postgres is { } address
                    ? await Open(settings.DataDirectory, address, instance, cancel)
                    : new(SqliteStore.Open(StoreFile.StatePathIn(settings.DataDirectory)), SqliteLogStore.Open(Path.Combine(settings.DataDirectory, "logs.db")), "SQLite in the data directory");
            }
            catch (Exception refused) when (refused is StoreSchemaException or StoreRefusedException)
            {
                throw new CommandLineException(refused.Message, refused);
            }
            catch (StoreUnavailableException away)
            {
                if (told != away.Message) await Console.Error.WriteLineAsync(away.Message + Awaited);
                told = away.Message;
            }

            await Task.Delay(RetryPeriod, cancel);
        }
    }

    /// <summary>Looks whether the store can be used, before anything starts.</summary>
    /// <returns>Why the server will have to wait for it; null when it need not.</returns>
    /// <exception cref="CommandLineException">Something that the user must mend: waiting does not help.</exception>
    public static async Task<string?> Check(ServerSettings settings, CancellationToken cancel)
    {
        string? away = null;
        await OrRefuse(settings, async address =>
        {
            try
            {
                await PostgresStore.Probe(address, cancel);
            }
            catch (StoreUnavailableException unavailable)
            {
                away = unavailable.Message + Awaited;
            }
        });
        return away;
    }

    /// <summary>Removes what an installation keeps outside its data directory.</summary>
    /// <exception cref="CommandLineException">It cannot be removed, and why.</exception>
    public static Task Remove(ServerSettings settings, string instance, CancellationToken cancel) => OrRefuse(settings, address => PostgresStore.Remove(address, instance, cancel));

    public void AddTo(IServiceCollection services) => services.AddSingleton<IStore>(new CachedStore(state)).AddSingleton(logs)
        .AddSingleton<IHealthPart>(new StoreHealth(place, [.. Remote]))
        .AddHostedService(p => new StoreWatch(Lost, p.GetRequiredService<IHostApplicationLifetime>()));

    private static async Task<StoreHosting> Open(string dataDirectory, PostgresAddress address, string instance, CancellationToken cancel)
    {
        var state = await PostgresStore.Open(address, instance, OwnerPatience, cancel);
        try
        {
            var logs = await PostgresLogStore.Open(address, instance, OwnerPatience, cancel);
            StoreFile.Remember(dataDirectory, address);
            return new(state, logs, $"PostgreSQL, {address.Place}");
        }
        catch
        {
            await state.DisposeAsync(); // Else the next try would find its lock taken.
            throw;
        }
    }

    private static async Task OrRefuse(ServerSettings settings, Func<PostgresAddress, Task> act)
    {
        StoreFile.Check(settings.DataDirectory, settings.Postgres);
        if (settings.Postgres is not { } address) return;
        try
        {
            await act(address);
        }
        catch (Exception refused) when (refused is StoreUnavailableException or StoreRefusedException)
        {
            throw new CommandLineException(refused.Message, refused);
        }
    }
}

/// <summary>Where state is kept, and whether it can be written.</summary>
internal sealed class StoreHealth(string place, IReadOnlyList<IPostgresStore> remote) : IHealthPart
{
    public PartHealth Health() => remote.Select(r => r.Trouble).FirstOrDefault(t => t is not null) is { } trouble
        ? new("store", "impaired", trouble)
        : new("store", "ready", $"State and logs are in {place}.");
}

/// <summary>Ends the server when another one has taken its store over; two would contradict each other.</summary>
internal sealed class StoreWatch(IReadOnlyList<Task<string>> lost, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (lost.Count == 0) return;
        await Task.WhenAny(lost).WaitAsync(stoppingToken);
        lifetime.StopApplication();
    }
}
