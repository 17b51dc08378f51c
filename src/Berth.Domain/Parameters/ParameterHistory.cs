namespace Berth.Domain.Parameters;

/// <summary>How a parameter's versions and labels change. Source: Systems Manager user guide, parameter versions and labels.</summary>
public static class ParameterHistory
{
    public const int VersionsMax = 100;
    public const int LabelsPerVersionMax = 10;
    private const int LabelLengthMax = 100;

    /// <summary>A new version; beyond a hundred the oldest goes, unless it has a label: that one is wanted.</summary>
    /// <returns>Null when the oldest cannot go.</returns>
    public static IReadOnlyList<ParameterVersion>? Add(IReadOnlyList<ParameterVersion> versions, ParameterVersion added)
    {
        if (versions.Count < VersionsMax) return [.. versions, added];
        return versions[0].Labels.Count > 0 ? null : [.. versions.Skip(1), added];
    }

    /// <summary>Gives labels to a version; they leave the versions that had them. Labels that are none are told and not given.</summary>
    /// <returns>Null versions when it would have more than ten.</returns>
    public static (IReadOnlyList<ParameterVersion>? Versions, IReadOnlyList<string> Invalid) Label(IReadOnlyList<ParameterVersion> versions, long number, IReadOnlyList<string> labels)
    {
        var invalid = labels.Where(l => !IsLabel(l)).ToList();
        var given = labels.Except(invalid, StringComparer.Ordinal).ToList();
        IReadOnlyList<ParameterVersion> labelled = [.. versions.Select(v => v.Number == number ? v with { Labels = [.. v.Labels.Union(given, StringComparer.Ordinal)] } : v with { Labels = [.. v.Labels.Except(given, StringComparer.Ordinal)] })];
        return (labelled.Any(v => v.Labels.Count > LabelsPerVersionMax) ? null : labelled, invalid);
    }

    public static (IReadOnlyList<ParameterVersion> Versions, IReadOnlyList<string> Removed) Unlabel(IReadOnlyList<ParameterVersion> versions, long number, IReadOnlyList<string> labels)
    {
        var removed = versions.Single(v => v.Number == number).Labels.Intersect(labels, StringComparer.Ordinal).ToList();
        return ([.. versions.Select(v => v.Number == number ? v with { Labels = [.. v.Labels.Except(labels, StringComparer.Ordinal)] } : v)], removed);
    }

    /// <summary>Letters, digits, dot, dash and underscore; no number in front, and not aws or ssm.</summary>
    private static bool IsLabel(string label) => label.Length is > 0 and <= LabelLengthMax && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && !char.IsAsciiDigit(label[0])
        && !label.StartsWith("aws", StringComparison.OrdinalIgnoreCase) && !label.StartsWith("ssm", StringComparison.OrdinalIgnoreCase);
}
