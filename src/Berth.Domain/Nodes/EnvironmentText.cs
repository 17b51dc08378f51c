namespace Berth.Domain.Nodes;

/// <summary>Files of variables, and which of equal names a container gets. Source: ECS developer guide, passing environment variables to a container; amazon-ecs-agent, envfiles.</summary>
public static class EnvironmentText
{
    /// <summary>Reads <c>NAME=value</c> lines. Lines that begin with # are comments; what follows the first = is the value, quotation marks and all; lines without one say nothing.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parse(string text)
    {
        foreach (var given in text.Split('\n'))
        {
            var line = given.Trim();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.StartsWith('#') || equals <= 0) continue;
            var name = line[..equals].Trim();
            if (name.Length > 0) yield return KeyValuePair.Create(name, line[(equals + 1)..].Trim());
        }
    }

    /// <summary>Secrets win over the definition's variables, and those over files; of files, the first that has a variable wins.</summary>
    public static IReadOnlyDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> environment, IEnumerable<IEnumerable<KeyValuePair<string, string>>> files, IEnumerable<KeyValuePair<string, string>> secrets)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in secrets) variables.TryAdd(name, value);
        foreach (var (name, value) in environment) variables.TryAdd(name, value);
        foreach (var file in files)
        {
            // Within one file the last of equal names wins.
            var own = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in file) own[name] = value;
            foreach (var (name, value) in own) variables.TryAdd(name, value);
        }

        return variables;
    }
}
