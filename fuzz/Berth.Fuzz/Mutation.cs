using System.Text;
using System.Text.Json.Nodes;

namespace Berth.Fuzz;

/// <summary>Makes bad input from good input.</summary>
public static class Mutation
{
    private const int NestingMax = 300;

    /// <summary>Flips, drops, doubles, moves or inserts bytes, one to four times.</summary>
    public static byte[] OfBytes(byte[] good, Dice dice)
    {
        var bytes = new List<byte>(good);
        for (var round = dice.Next(4); round >= 0; round--)
        {
            var at = dice.Next(bytes.Count + 1);
            var length = Math.Min(dice.Next(8) + 1, bytes.Count - at);
            switch (dice.Next(6))
            {
                case 0 when length > 0: bytes[at] ^= (byte)(1 << dice.Next(8)); break;
                case 1 when length > 0: bytes[at] = (byte)dice.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(at, Encoding.UTF8.GetBytes(dice.StrangeText())); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The same for text, letter by letter.</summary>
    public static string OfText(string good, Dice dice)
    {
        var text = new StringBuilder(good);
        for (var round = dice.Next(3); round >= 0; round--)
        {
            var at = dice.Next(text.Length + 1);
            var length = Math.Min(dice.Next(8) + 1, text.Length - at);
            switch (dice.Next(6))
            {
                case 0 when length > 0: text[at] = (char)(0x20 + dice.Next(0x5f)); break;
                case 1 when length > 0: text[at] = char.IsUpper(text[at]) ? char.ToLowerInvariant(text[at]) : char.ToUpperInvariant(text[at]); break;
                case 2: text.Remove(at, length); break;
                case 3: text.Insert(at, text.ToString(at, length)); break;
                case 4: text.Insert(at, dice.StrangeText()); break;
                default: text.Remove(at, text.Length - at); break;
            }
        }

        return text.ToString();
    }

    /// <summary>Changes one node somewhere in the tree: another value, another type, gone, twice, or nested deeply.</summary>
    /// <returns>The tree, changed in place, or what replaced its root.</returns>
    public static JsonNode? OfJson(JsonNode? root, Dice dice)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0) return Value(dice);
        var place = dice.Pick(places);
        switch (place.Parent)
        {
            case JsonObject parent when dice.OneIn(4):
                parent.Remove(place.GetPropertyName());
                break;
            case JsonObject parent when dice.OneIn(5):
                parent[dice.StrangeText()] = Value(dice);
                break;
            case JsonObject parent:
                parent[place.GetPropertyName()] = Instead(place, dice);
                break;
            case JsonArray parent when dice.OneIn(4):
                parent.RemoveAt(place.GetElementIndex());
                break;
            case JsonArray parent when dice.OneIn(3):
                parent.Add(place.DeepClone());
                break;
            case JsonArray parent:
                parent[place.GetElementIndex()] = Instead(place, dice);
                break;
            default:
                return dice.OneIn(20) ? Instead(place, dice) : root;
        }

        return root;
    }

    /// <summary>A value of any type.</summary>
    public static JsonNode? Value(Dice dice) => dice.Next(11) switch
    {
        0 => null,
        1 => dice.Next(300) - 2,
        2 => dice.NextLong(),
        3 => dice.Pick<double>([0.5, -0.0, 1e308, 1e-9, 4294967296.5]),
        4 => dice.OneIn(2),
        5 => new JsonArray(),
        6 => new JsonArray(null, dice.StrangeText()),
        7 => new JsonObject(),
        8 => new JsonObject { [dice.StrangeText()] = dice.StrangeText() },
        _ => dice.StrangeText(),
    };

    private static JsonNode? Instead(JsonNode good, Dice dice) => dice.Next(5) switch
    {
        0 when good is JsonValue value && value.TryGetValue<string>(out var text) => OfText(text, dice),
        1 => new JsonArray(good.DeepClone()),
        2 when dice.OneIn(20) => Enumerable.Range(0, dice.Next(NestingMax)).Aggregate(good.DeepClone(), (inner, _) => new JsonObject { ["x"] = inner }),
        _ => Value(dice),
    };

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is null) return;
        places.Add(node);
        var children = node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] };
        foreach (var child in children) Collect(child, places);
    }
}
