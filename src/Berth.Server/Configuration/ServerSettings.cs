using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Berth.Domain.Kernel;
using Berth.Storage.Postgres;

namespace Berth.Server.Configuration;

/// <summary>The settings, checked and typed.</summary>
internal sealed partial record ServerSettings
{
    public required string DataDirectory { get; init; }
    public required int Port { get; init; }
    public required string Profile { get; init; }
    public required IPAddress Listen { get; init; }
    /// <summary>One of <see cref="Configuration.Engine"/>.</summary>
    public required string Engine { get; init; }

    /// <summary>How long a simulated pull and a simulated start take.</summary>
    public required TimeSpan SimulatedPull { get; init; }
    public required TimeSpan SimulatedStart { get; init; }
    public required bool Offline { get; init; }

    /// <summary>Where state and logs are kept; null for SQLite in the data directory.</summary>
    public required PostgresAddress? Postgres { get; init; }
    public required AwsScope Scope { get; init; }
    public required IReadOnlyList<string> Zones { get; init; }
    public required string? TlsCertificate { get; init; }
    public required string? TlsKey { get; init; }
    public required string? RootAccessKeyId { get; init; }
    public required string? RootSecretAccessKey { get; init; }

    /// <summary>An hour: longer than any pull.</summary>
    private const int SimulatedMillisecondsMax = 3_600_000;

    public bool ListensBeyondLoopback => !IPAddress.IsLoopback(Listen);

    /// <exception cref="CommandLineException">A value is not possible, or not in this version.</exception>
    public static ServerSettings From(string dataDirectory, IReadOnlyList<Setting> settings)
    {
        Setting Find(SettingDefinition definition) => settings.Single(s => s.Name == definition.Name);
        string Value(SettingDefinition definition) => Find(definition).Value;
        CommandLineException Wrong(SettingDefinition definition, string must) =>
            new($"{definition.Name} is '{Value(definition)}' (from {Find(definition).Source}); it must be {must}.");
        string? Optional(SettingDefinition definition) => Value(definition).Length == 0 ? null : Value(definition);

        if (!int.TryParse(Value(SettingDefinition.Port), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            throw Wrong(SettingDefinition.Port, "a port from 1 to 65535");
        if (!IPAddress.TryParse(Value(SettingDefinition.Listen), out var listen)) throw Wrong(SettingDefinition.Listen, "an IP address");
        if (!bool.TryParse(Value(SettingDefinition.Offline), out var offline)) throw Wrong(SettingDefinition.Offline, "true or false");
        if (!RegionPattern().IsMatch(Value(SettingDefinition.Region))) throw Wrong(SettingDefinition.Region, "a region such as ap-northeast-1");
        if (!AccountPattern().IsMatch(Value(SettingDefinition.Account))) throw Wrong(SettingDefinition.Account, "twelve digits");
        if (!ZonesPattern().IsMatch(Value(SettingDefinition.Zones))) throw Wrong(SettingDefinition.Zones, "one to six letters with commas between, such as a,c,d");
        if (!Configuration.Engine.IsKnown(Value(SettingDefinition.Engine))) throw Wrong(SettingDefinition.Engine, "real or simulated");
        TimeSpan Milliseconds(SettingDefinition definition) =>
            int.TryParse(Value(definition), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= SimulatedMillisecondsMax
                ? TimeSpan.FromMilliseconds(number)
                : throw Wrong(definition, $"a number of milliseconds from 0 to {SimulatedMillisecondsMax}");
        if (Value(SettingDefinition.Roles) is not ("control,node" or "node,control")) throw Wrong(SettingDefinition.Roles, "control,node in this version; several machines come later");

        var region = Value(SettingDefinition.Region);
        var result = new ServerSettings
        {
            DataDirectory = dataDirectory,
            Port = port,
            Profile = Value(SettingDefinition.Profile),
            Listen = listen,
            Engine = Value(SettingDefinition.Engine),
            SimulatedPull = Milliseconds(SettingDefinition.SimulatedPull),
            SimulatedStart = Milliseconds(SettingDefinition.SimulatedStart),
            Offline = offline,
            Postgres = StoreAddress(Find(SettingDefinition.Store)),
            Scope = new AwsScope(region, Value(SettingDefinition.Account)),
            Zones = [.. Value(SettingDefinition.Zones).Split(',').Select(letter => region + letter)],
            TlsCertificate = Optional(SettingDefinition.TlsCertificate),
            TlsKey = Optional(SettingDefinition.TlsKey),
            RootAccessKeyId = Optional(SettingDefinition.RootAccessKeyId),
            RootSecretAccessKey = Optional(SettingDefinition.RootSecretAccessKey),
        };
        if (result.ListensBeyondLoopback && (result.TlsCertificate is null || result.TlsKey is null))
            throw new CommandLineException($"--listen {listen} is beyond loopback, which needs TLS: give --tls-certificate FILE and --tls-key FILE, or listen on 127.0.0.1.");
        if (result.RootAccessKeyId is null != result.RootSecretAccessKey is null)
            throw new CommandLineException("BERTH_ROOT_ACCESS_KEY_ID and BERTH_ROOT_SECRET_ACCESS_KEY must be given together.");
        return result;
    }

    /// <summary>Nothing of the value is repeated where it may hold a password.</summary>
    private static PostgresAddress? StoreAddress(Setting setting)
    {
        if (setting.Value == "sqlite") return null;
        if (!PostgresAddress.Recognises(setting.Value))
            throw new CommandLineException($"{setting.Name} (from {setting.Source}) must be sqlite, or postgres://USER:PASSWORD@HOST:PORT/DATABASE.");
        try
        {
            return PostgresAddress.Parse(setting.Value);
        }
        catch (FormatException wrong)
        {
            throw new CommandLineException($"{setting.Name} (from {setting.Source}) cannot be used. {wrong.Message}", wrong);
        }
    }

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]$")]
    private static partial Regex RegionPattern();

    [GeneratedRegex("^[0-9]{12}$")]
    private static partial Regex AccountPattern();

    [GeneratedRegex("^[a-z](,[a-z]){0,5}$")]
    private static partial Regex ZonesPattern();
}
