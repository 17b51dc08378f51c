namespace Berth.Domain.Parameters;

/// <summary>What parameters may be called, and how a request names one. Source: Systems Manager API, PutParameter.</summary>
public static class ParameterNames
{
    public const int LevelsMax = 15;
    private const int LengthMax = 1011;

    /// <returns>What is wrong; null for a name that a new parameter may have.</returns>
    public static NameFault? Check(string name)
    {
        if (name.Length is 0 or > LengthMax || name.EndsWith('/') || name.Contains("//", StringComparison.Ordinal) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')) return NameFault.Form;
        if (name.Contains('/', StringComparison.Ordinal) && name[0] != '/') return NameFault.NotQualified;
        var levels = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (levels.Length > LevelsMax) return NameFault.TooDeep;
        return levels[0].StartsWith("aws", StringComparison.OrdinalIgnoreCase) || levels[0].StartsWith("ssm", StringComparison.OrdinalIgnoreCase) ? NameFault.Reserved : null;
    }

    /// <summary>Takes a version or label off: <c>/app/key:3</c>, <c>/app/key:prod</c>.</summary>
    public static (string Name, string? Selector) Split(string given) => given.LastIndexOf(':') is var colon and > 0 ? (given[..colon], given[(colon + 1)..]) : (given, null);

    /// <summary>The version that a selector means: a number or a label; the newest without one.</summary>
    /// <returns>Null when there is none such.</returns>
    public static ParameterVersion? Choose(ParameterRecord parameter, string? selector)
    {
        if (selector is null) return parameter.Latest;
        return long.TryParse(selector, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? parameter.Versions.FirstOrDefault(v => v.Number == number)
            : parameter.Versions.FirstOrDefault(v => v.Labels.Contains(selector, StringComparer.Ordinal));
    }

    /// <summary>Whether a parameter lies under a path: right under it, or at any depth.</summary>
    public static bool IsUnder(string name, string path, bool recursive)
    {
        var folder = path.EndsWith('/') ? path : path + "/";
        if (folder == "/" && !name.StartsWith('/')) return recursive || !name.Contains('/', StringComparison.Ordinal);
        return name.StartsWith(folder, StringComparison.Ordinal) && (recursive || !name.AsSpan(folder.Length).Contains('/'));
    }
}

public enum NameFault
{
    Form,
    NotQualified,
    TooDeep,
    Reserved,
}
