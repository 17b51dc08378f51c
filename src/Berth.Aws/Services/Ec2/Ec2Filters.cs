using System.Collections;
using System.Text.RegularExpressions;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2;

/// <summary>The filters of one Describe operation: each names the values that a record has under it. Filters are joined by AND, a filter's values by OR; * and ? are wildcards.</summary>
internal sealed class Ec2Filters<T> : IEnumerable
{
    private const string TagPrefix = "tag:";
    private readonly Dictionary<string, Func<T, Caller, IEnumerable<string>>> known = new(StringComparer.Ordinal);

    /// <summary>Null for records without tags.</summary>
    public Func<T, IReadOnlyDictionary<string, string>>? Tags { private get; init; }

    public Func<T, Caller, IEnumerable<string>> this[string name]
    {
        set => known[name] = value;
    }

    /// <exception cref="AwsException">InvalidParameterValue for a filter that the operation does not have.</exception>
    public IReadOnlyList<T> Apply(IEnumerable<T> records, IReadOnlyList<FilterShape>? filters, Caller caller)
    {
        var kept = records;
        foreach (var filter in filters ?? [])
        {
            var values = ValuesOf(filter.Name ?? "");
            var wanted = (filter.Values ?? []).Select(Ec2Filters.Pattern).ToList();
            kept = kept.Where(r => values(r, caller).Any(v => wanted.Exists(w => w.IsMatch(v))));
        }

        return [.. kept];
    }

    public IEnumerator GetEnumerator() => known.GetEnumerator();

    private Func<T, Caller, IEnumerable<string>> ValuesOf(string name)
    {
        if (known.TryGetValue(name, out var values)) return values;
        if (Tags is { } tags && name.StartsWith(TagPrefix, StringComparison.Ordinal)) return (record, _) => tags(record).TryGetValue(name[TagPrefix.Length..], out var value) ? [value] : [];
        throw Ec2Errors.InvalidFilter(name);
    }
}

internal static class Ec2Filters
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(100);

    public static string Text(bool value) => value ? "true" : "false";

    /// <summary>Those that there are.</summary>
    public static IEnumerable<string> Present(params IEnumerable<string?> values) => values.OfType<string>();

    public static IReadOnlyDictionary<string, string> TagsOf(IReadOnlyList<TagShape>? tags) => (tags ?? []).ToDictionary(t => t.Key ?? "", t => t.Value ?? "", StringComparer.Ordinal);

    /// <summary>A wildcard pattern as EC2 reads it: case-sensitive, over the whole value.</summary>
    public static Regex Pattern(string wildcard) =>
        new($"^{Regex.Escape(wildcard).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.Singleline, MatchTimeout);
}
