namespace Berth.Domain.Kernel;

/// <summary>What AWS demands of tags. Source: ECS API, Tag.</summary>
public static class TagRules
{
    public const int KeyLengthMax = 128;
    public const int ValueLengthMax = 256;

    /// <returns>What is wrong, or null.</returns>
    public static string? Check(IReadOnlyList<KeyValuePair<string, string>> tags, int countMax)
    {
        if (tags.Count > countMax) return $"Number of tags exceeds the limit of {countMax}.";
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > KeyLengthMax) return $"Tag keys must be between 1 and {KeyLengthMax} characters.";
            if (value.Length > ValueLengthMax) return $"Tag values must be at most {ValueLengthMax} characters.";
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) return "Tag keys that begin with 'aws:' are reserved.";
        }

        return tags.GroupBy(t => t.Key, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"Duplicate tag keys found: '{twice.Key}'." : null;
    }

    /// <summary>A resource's tags with others added; the same key replaces.</summary>
    /// <returns>Null when there would be too many.</returns>
    public static IReadOnlyDictionary<string, string>? Merge(IReadOnlyDictionary<string, string> tags, IEnumerable<KeyValuePair<string, string>> added, int countMax)
    {
        var merged = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        foreach (var (key, value) in added) merged[key] = value;
        return merged.Count <= countMax ? merged : null;
    }
}
