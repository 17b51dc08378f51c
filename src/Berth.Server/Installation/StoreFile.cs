using System.Text.Json;
using Berth.Node;
using Berth.Storage.Postgres;

namespace Berth.Server.Installation;

/// <summary>
/// DATA/store.json: where this installation's state and logs are when they are not in the data directory. Written when that store was opened for the first time, so that
/// a start that names another store, or none, finds no empty one in its place. Holds neither user nor password.
/// </summary>
/// <param name="Place">As <see cref="PostgresAddress.Place"/> says it.</param>
internal sealed record StoreFile(string Place)
{
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "store.json");

    /// <summary>The SQLite file of the state; there from the first start with that store on.</summary>
    public static string StatePathIn(string dataDirectory) => Path.Combine(dataDirectory, "state.db");

    /// <param name="address">The store that is asked for; null for SQLite in the data directory.</param>
    /// <exception cref="CommandLineException">The installation's data is in another one.</exception>
    public static void Check(string dataDirectory, PostgresAddress? address)
    {
        const string Where = "--store, BERTH_STORE or \"store\" in config.json";
        var place = Read(dataDirectory)?.Place;
        if (place is null)
        {
            if (address is not null && File.Exists(StatePathIn(dataDirectory)))
                throw new CommandLineException($"The data of {dataDirectory} is in SQLite. Leave out the PostgreSQL address ({Where}), or choose another --data directory for it.");
        }
        else if (address is null)
        {
            throw new CommandLineException($"The data of {dataDirectory} is in {place}. Give that address with its user and password ({Where}), or choose another --data directory.");
        }
        else if (address.Place != place)
        {
            throw new CommandLineException(
                $"The data of {dataDirectory} is in {place}, not in {address.Place}. Give that address ({Where}), or choose another --data directory. If the database has moved, write its new place into {PathIn(dataDirectory)}.");
        }
    }

    public static void Remember(string dataDirectory, PostgresAddress address)
    {
        if (!File.Exists(PathIn(dataDirectory))) KeptFile.Write(PathIn(dataDirectory), new StoreFile(address.Place), flush: true);
    }

    private static StoreFile? Read(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<StoreFile>(File.ReadAllText(path), JsonSerializerOptions.Web) is { Place: not null } file
                ? file
                : throw new CommandLineException($"{path} does not say where the data is. Restore it from a backup, or choose another --data directory.");
        }
        catch (JsonException cause)
        {
            throw new CommandLineException($"{path} cannot be read ({cause.Message}). Restore it from a backup, or choose another --data directory.", cause);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandLineException($"{path} may not be read by this user. Run as root (sudo), or choose another --data directory.", cause);
        }
    }
}
