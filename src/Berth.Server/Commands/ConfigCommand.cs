using System.CommandLine;
using Berth.Server.Configuration;
using Berth.Storage.Postgres;
using Spectre.Console;

namespace Berth.Server.Commands;

/// <summary>Each setting, with where it came from.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("config", "Show each setting and where it came from.");
        context.AddSettingFlags(command);
        command.SetAction(parsed =>
        {
            var settings = context.Settings(parsed);
            var table = new Table().Border(TableBorder.None).AddColumns("SETTING", "VALUE", "FROM");
            table.AddRow("data", Markup.Escape(context.DataDirectory(parsed)), parsed.GetValue(context.Data) is not null ? "--data" : Environment.GetEnvironmentVariable("BERTH_DATA") is not null ? "BERTH_DATA" : "default");
            foreach (var setting in settings)
            {
                table.AddRow(setting.Name, Markup.Escape(Shown(setting)), Markup.Escape(setting.Source));
            }

            AnsiConsole.Write(table);
            _ = ServerSettings.From(context.DataDirectory(parsed), settings);
            return 0;
        });
        return command;
    }

    private static string Shown(Setting setting)
    {
        var secret = SettingDefinition.All.Single(d => d.Name == setting.Name).Secret && setting.Value.Length > 0;
        if (setting.Name != SettingDefinition.Store.Name || !PostgresAddress.Recognises(setting.Value)) return secret ? "(set, not shown)" : setting.Value;
        try
        {
            return PostgresAddress.Parse(setting.Value).ToString(); // Without its password.
        }
        catch (FormatException)
        {
            return "(set, not shown)";
        }
    }
}
