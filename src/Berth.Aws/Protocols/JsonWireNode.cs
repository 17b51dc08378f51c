using System.Text.Json;

namespace Berth.Aws.Protocols;

/// <summary>A value of an AWS JSON request.</summary>
internal sealed class JsonWireNode(JsonElement element, string path, List<WireFault> faults) : WireNode(path, faults)
{
    public override string String() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Wrong("String");

    public override int Integer() => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value)
        ? value == Math.Truncate(value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Wrong("Integer")
        : throw Wrong("Integer");

    public override long Long() => element.ValueKind == JsonValueKind.Number
        ? element.TryGetInt64(out var whole) ? whole
        : element.TryGetDouble(out var value) && value == Math.Truncate(value) && Math.Abs(value) < 9e15 ? (long)value : throw Wrong("Long")
        : throw Wrong("Long");

    public override double Double() => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) ? value : throw Wrong("Double");

    public override bool Boolean() => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("Boolean"),
    };

    /// <summary>Epoch seconds, with a fraction when there is one.</summary>
    public override DateTimeOffset Timestamp() => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var seconds) && Math.Abs(seconds) < 2e11
        ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000))
        : throw Wrong("Timestamp");

    public override byte[] Blob()
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetBytesFromBase64() : throw Wrong("Blob");
        }
        catch (FormatException)
        {
            throw Wrong("Blob");
        }
    }

    public override IReadOnlyList<T> List<T>(string elementName, bool flattened, Func<WireNode, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array) throw Wrong("List");
        var items = new List<T>(element.GetArrayLength());
        var position = 0;
        foreach (var item in element.EnumerateArray())
        {
            position++;

            // AWS drops nulls inside lists.
            if (item.ValueKind != JsonValueKind.Null) items.Add(read(new JsonWireNode(item, Below($"{position}"), Faults)));
        }

        return items;
    }

    public override IReadOnlyDictionary<string, T> Map<T>(string keyName, string valueName, bool flattened, Func<WireNode, T> read)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("Map");
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
            if (entry.Value.ValueKind != JsonValueKind.Null) map[entry.Name] = read(new JsonWireNode(entry.Value, Below(entry.Name), Faults));
        return map;
    }

    protected override WireNode? Member(string wireName, string memberName)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("Structure");
        return element.TryGetProperty(wireName, out var value) && value.ValueKind != JsonValueKind.Null ? new JsonWireNode(value, Below(memberName), Faults) : null;
    }

    /// <summary>The words of AWS's own deserialiser.</summary>
    private WireTypeException Wrong(string wanted) => new(Path, element.ValueKind switch
    {
        JsonValueKind.Object => wanted is "List" or "Map" or "Structure" ? "Unrecognized collection type class java.lang.String" : "Start of structure or map found where not expected.",
        JsonValueKind.Array => wanted == "Structure" ? "Unexpected list element found where not expected." : "Start of list found where not expected",
        JsonValueKind.String when wanted is "Structure" or "Map" or "List" => "Unexpected field type",
        JsonValueKind.String => $"STRING_VALUE cannot be converted to {wanted}",
        JsonValueKind.True => $"TRUE_VALUE cannot be converted to {wanted}",
        JsonValueKind.False => $"FALSE_VALUE cannot be converted to {wanted}",
        JsonValueKind.Number => $"NUMBER_VALUE cannot be converted to {wanted}",
        _ => "Unexpected field type",
    });
}
