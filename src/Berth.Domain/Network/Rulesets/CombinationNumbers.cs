namespace Berth.Domain.Network;

/// <summary>Numbers for sets of groups, given once each. A router keeps one of these for as long as it lives.</summary>
public sealed class CombinationNumbers
{
    private readonly Dictionary<string, (int Number, IReadOnlyList<string> GroupIds)> known = new(StringComparer.Ordinal);

    public (int Number, IReadOnlyList<string> GroupIds) Of(IReadOnlyList<string> groupIds)
    {
        var ordered = groupIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var key = string.Join(',', ordered);
        if (!known.TryGetValue(key, out var found)) known[key] = found = (known.Count + 1, ordered);
        return found;
    }
}
