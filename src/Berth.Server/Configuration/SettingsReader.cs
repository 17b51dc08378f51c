using System.Text.Json;

namespace Berth.Server.Configuration;

/// <summary>Puts the settings together: DATA/config.json, then BERTH_* variables, then flags; the later wins.</summary>
internal static class SettingsReader
{
    /// <exception cref="CommandLineException">config.json is not a JSON object of known names.</exception>
    public static IReadOnlyList<Setting> Read(
        string dataDirectory, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> flags)
    {
        var path = Path.Combine(dataDirectory, "config.json");
        var file = ReadFile(path);
        return [.. SettingDefinition.All.Select(definition =>
            definition.Flag is { } flag && flags.TryGetValue(flag, out var flagged) ? new Setting(definition.Name, flagged, flag)
            : variables.TryGetValue(definition.Variable, out var variable) && variable.Length > 0 ? new Setting(definition.Name, variable, definition.Variable)
            : file.TryGetValue(definition.Name, out var written) ? new Setting(definition.Name, written, path)
            : new Setting(definition.Name, definition.Default, "default"))];
    }

    private static Dictionary<string, string> ReadFile(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new CommandLineException($"{path} must hold one JSON object of settings.");
            var known = SettingDefinition.All.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!known.Contains(member.Name)) throw new CommandLineException($"{path} has an unknown setting '{member.Name}'. Known are: {string.Join(", ", known)}.");
                values[member.Name] = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.Value.GetRawText(),
                    _ => throw new CommandLineException($"{path}: '{member.Name}' must be a string, a number or a truth value."),
                };
            }

            return values;
        }
        catch (JsonException cause)
        {
            throw new CommandLineException($"{path} is not JSON: {cause.Message}", cause);
        }
    }
}
