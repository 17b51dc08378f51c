using System.Globalization;

namespace Berth.Aws.Protocols;

/// <summary>A value of a query request: a prefix into flat names such as <c>Filter.1.Value.2</c>.</summary>
internal sealed class QueryWireNode(QueryParameters parameters, string prefix, string path, List<WireFault> faults) : WireNode(path, faults)
{
    /// <summary>Positions may have gaps, but nobody sends so many.</summary>
    private const int PositionMax = 10_000;

    public override string String() => parameters.Value(prefix) ?? throw Wrong("string");

    public override int Integer() => int.TryParse(parameters.Value(prefix), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong("integer");

    public override long Long() => long.TryParse(parameters.Value(prefix), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong("long");

    public override double Double() => double.TryParse(parameters.Value(prefix), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong("double");

    public override bool Boolean() => parameters.Value(prefix)?.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => throw Wrong("boolean"),
    };

    public override DateTimeOffset Timestamp() =>
        DateTimeOffset.TryParse(parameters.Value(prefix), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value) ? value : throw Wrong("timestamp");

    public override byte[] Blob()
    {
        try
        {
            return Convert.FromBase64String(parameters.Value(prefix) ?? throw Wrong("blob"));
        }
        catch (FormatException)
        {
            throw Wrong("blob");
        }
    }

    public override IReadOnlyList<T> List<T>(string elementName, bool flattened, Func<WireNode, T> read)
    {
        var below = flattened ? prefix : $"{prefix}.{elementName}";
        return [.. parameters.Positions(below).Where(n => n <= PositionMax).Select(n => read(new QueryWireNode(parameters, $"{below}.{n}", Below($"{n}"), Faults)))];
    }

    public override IReadOnlyDictionary<string, T> Map<T>(string keyName, string valueName, bool flattened, Func<WireNode, T> read)
    {
        var below = flattened ? prefix : prefix + ".entry";
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var n in parameters.Positions(below).Where(n => n <= PositionMax))
        {
            if (parameters.Value($"{below}.{n}.{keyName}") is not { } key) continue;
            map[key] = read(new QueryWireNode(parameters, $"{below}.{n}.{valueName}", Below(key), Faults));
        }

        return map;
    }

    protected override WireNode? Member(string wireName, string memberName)
    {
        var below = prefix.Length == 0 ? wireName : $"{prefix}.{wireName}";
        return parameters.Has(below) ? new QueryWireNode(parameters, below, Below(memberName), Faults) : null;
    }

    private WireTypeException Wrong(string wanted) => new(Path, $"Value ({parameters.Value(prefix)}) for parameter {Path} is invalid: it must be a {wanted}.");
}
