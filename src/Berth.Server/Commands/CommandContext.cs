using System.CommandLine;
using System.Globalization;
using Berth.Server.Configuration;
using Berth.Server.Installation;

namespace Berth.Server.Commands;

/// <summary>The options that every command shares, and the settings that they lead to.</summary>
internal sealed class CommandContext
{
    /// <summary>/var/lib/berth for root; without root, which the simulated engine does not need, the user's own folder for data. Source: XDG base directory specification.</summary>
    public static string DefaultDataDirectory { get; } =
        Environment.IsPrivilegedProcess ? "/var/lib/berth" : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "berth");

    private readonly List<(SettingDefinition Definition, Option Option)> flags = [];

    public Option<string?> Data { get; } = new("--data") { Description = $"Data directory (default {DefaultDataDirectory}, or BERTH_DATA).", HelpName = "DIR" };

    /// <summary>Adds the flags of <c>up</c> to a command.</summary>
    public void AddSettingFlags(Command command)
    {
        foreach (var definition in SettingDefinition.All.Where(d => d.Flag is not null))
        {
            if (flags.FirstOrDefault(f => f.Definition == definition).Option is not { } option)
            {
                option = definition == SettingDefinition.Offline
                    ? new Option<bool>(definition.Flag!) { Description = definition.Description }
                    : new Option<string>(definition.Flag!) { Description = $"{definition.Description} (default {(definition.Default.Length == 0 ? "none" : definition.Default)}; {definition.Variable})" };
                flags.Add((definition, option));
            }

            command.Options.Add(option);
        }
    }

    public string DataDirectory(ParseResult parsed) =>
        Path.GetFullPath(parsed.GetValue(Data) ?? Environment.GetEnvironmentVariable("BERTH_DATA") ?? DefaultDataDirectory);

    public IReadOnlyList<Setting> Settings(ParseResult parsed)
    {
        var variables = SettingDefinition.All
            .Select(d => (d.Variable, Value: Environment.GetEnvironmentVariable(d.Variable)))
            .Where(v => v.Value is not null).ToDictionary(v => v.Variable, v => v.Value!, StringComparer.Ordinal);
        return [.. SettingsReader.Read(DataDirectory(parsed), variables, Flags(parsed)).Select(s => RunningPort(s, DataDirectory(parsed)))];
    }

    public ServerSettings Checked(ParseResult parsed) => ServerSettings.From(DataDirectory(parsed), Settings(parsed));

    /// <summary>
    /// The same flags again, for the processes that a command starts. The store's address goes to them through the environment, which they inherit: it may hold a password, and flags are seen in ps.
    /// </summary>
    public IReadOnlyList<string> Repeat(ParseResult parsed)
    {
        var given = Flags(parsed);
        if (given.Remove(SettingDefinition.Store.Flag!, out var store)) Environment.SetEnvironmentVariable(SettingDefinition.Store.Variable, store);
        return ["--data", DataDirectory(parsed), .. given.SelectMany(f => f.Key == SettingDefinition.Offline.Flag ? new[] { f.Key } : [f.Key, f.Value])];
    }

    /// <summary>Where nobody names a port, the one on which the installation runs already is meant: <c>demo --data DIR</c> finds what <c>up --data DIR --port N</c> started.</summary>
    private static Setting RunningPort(Setting setting, string dataDirectory) =>
        setting is { Name: "port", Source: "default" } && InstanceFile.Read(dataDirectory) is { } instance && RunState.ReadLiving(instance, dataDirectory) is { } running
            ? setting with { Value = running.Port.ToString(CultureInfo.InvariantCulture), Source = "the running server" }
            : setting;

    private Dictionary<string, string> Flags(ParseResult parsed)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (definition, option) in flags)
        {
            if (parsed.GetResult(option) is not { Implicit: false }) continue;
            given[definition.Flag!] = option is Option<bool> ? "true" : parsed.GetValue((Option<string>)option) ?? "";
        }

        return given;
    }
}
