namespace Berth.Domain.Access;

/// <summary>What is known of a request: condition keys and their values. Names are compared without case. Source: IAM user guide, condition keys.</summary>
public sealed class AccessKeys
{
    public static readonly AccessKeys None = new([]);

    private readonly Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of two entries of one name the later counts.</summary>
    public AccessKeys(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> keys)
    {
        foreach (var (name, value) in keys) values[name] = value;
    }

    public IReadOnlyCollection<string> Names => values.Keys;

    /// <returns>Null when the request does not have the key. A key without values is the same to every operator.</returns>
    public IReadOnlyList<string>? Find(string name) => values.GetValueOrDefault(name);
}
