using System.Globalization;

namespace Berth.Aws.Protocols;

/// <summary>The flat names and values of a query request, with the prefixes that exist known in advance, so that a lookup does not walk them all.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<int>> positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> prefixes = new(StringComparer.Ordinal);

    public QueryParameters(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            values.TryAdd(name, value);
            for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            {
                prefixes.Add(name[..dot]);
                var end = name.IndexOf('.', dot + 1);
                var part = end < 0 ? name[(dot + 1)..] : name[(dot + 1)..end];
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) continue;
                if (!positions.TryGetValue(name[..dot], out var known)) positions[name[..dot]] = known = [];
                known.Add(position);
            }
        }
    }

    /// <returns>Null when nothing has exactly this name.</returns>
    public string? Value(string name) => values.GetValueOrDefault(name);

    /// <summary>Whether the name, or anything below it, was sent.</summary>
    public bool Has(string name) => values.ContainsKey(name) || prefixes.Contains(name);

    /// <summary>N of every NAME.N…, in order.</summary>
    public IEnumerable<int> Positions(string name) => positions.TryGetValue(name, out var known) ? known : [];
}
