using System.Globalization;
using System.Text.Json.Nodes;
using Berth.Aws.Protocols;

namespace Berth.Fuzz.Tests.Driving;

/// <summary>What an invented request is made of, in both spellings, and what the reading of it taught about the model's rules.</summary>
/// <param name="Dice">Null to learn: everything is there, and breaks its rule.</param>
internal sealed record Invention(Dice? Dice, IReadOnlyDictionary<string, WireRule> Rules)
{
    public JsonObject Json { get; } = [];

    /// <summary>Names and values of a query request.</summary>
    public List<KeyValuePair<string, string>> Parameters { get; } = [];
}

/// <summary>Answers whatever a generated shape asks for with an invented value, and keeps it: the generated code itself says how a request looks.</summary>
internal sealed class InventingNode(Invention invention, string path, string prefix, string member, int depth, Func<JsonObject> parent, Action<JsonNode> keep, List<WireFault> faults) : WireNode(path, faults)
{
    private const int DepthMax = 7;

    private JsonObject? members;

    private Dice? Dice => invention.Dice;

    /// <summary>Invents a request for an operation.</summary>
    public static Invention Invent(Action<WireNode> read, Dice? dice, IReadOnlyDictionary<string, WireRule> rules, List<WireFault> faults)
    {
        var invention = new Invention(dice, rules);
        read(new InventingNode(invention, "", "", "", 0, () => invention.Json, _ => { }, faults));
        return invention;
    }

    public override string String() => Keep(Text());

    public override int Integer() => (int)Keep(Number(int.MinValue));

    public override long Long() => Keep(Number(long.MinValue));

    public override double Double() => Keep(Number(long.MinValue));

    public override bool Boolean()
    {
        var value = Dice?.OneIn(2) ?? true;
        keep(value);
        invention.Parameters.Add(new(prefix, value ? "true" : "false"));
        return value;
    }

    public override DateTimeOffset Timestamp()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000 + (Dice?.Next(1_000_000) ?? 0));
        keep(at.ToUnixTimeSeconds());
        invention.Parameters.Add(new(prefix, at.ToString("o", CultureInfo.InvariantCulture)));
        return at;
    }

    public override byte[] Blob()
    {
        var bytes = Dice?.Bytes(Dice.Next(20)) ?? [];
        Keep(Convert.ToBase64String(bytes));
        return bytes;
    }

    public override IReadOnlyList<T> List<T>(string elementName, bool flattened, Func<WireNode, T> read)
    {
        var items = new JsonArray();
        keep(items);
        var below = flattened ? prefix : $"{prefix}.{elementName}";
        return [.. Enumerable.Range(1, Count()).Select(n => read(Child($"{n}", $"{below}.{n}", member, items.Add)))];
    }

    public override IReadOnlyDictionary<string, T> Map<T>(string keyName, string valueName, bool flattened, Func<WireNode, T> read)
    {
        var entries = new JsonObject();
        keep(entries);
        var below = flattened ? prefix : prefix + ".entry";
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var n = 1; n <= Count(); n++)
        {
            var key = Dice is null ? "key" : KnownTexts.For("", Dice);
            invention.Parameters.Add(new($"{below}.{n}.{keyName}", key));
            map[key] = read(Child(key, $"{below}.{n}.{valueName}", key, value => entries[key] = value));
        }

        return map;
    }

    protected override WireNode? Member(string wireName, string memberName)
    {
        if (depth > DepthMax || (Dice is not null && Dice.OneIn(3))) return null;
        var below = prefix.Length == 0 ? wireName : $"{prefix}.{wireName}";
        return Child(memberName, below, memberName, value => Members()[wireName] = value);
    }

    private InventingNode Child(string name, string childPrefix, string childMember, Action<JsonNode> childKeep) =>
        new(invention, Below(name), childPrefix, childMember, depth + 1, () => [], childKeep, Faults);

    private JsonObject Members()
    {
        if (members is not null) return members;
        members = depth == 0 ? parent() : [];
        if (depth > 0) keep(members);
        return members;
    }

    private int Count() => Dice is null ? 1 : Dice.OneIn(40) ? 120 : Dice.Next(4);

    private T Keep<T>(T value)
    {
        keep(JsonValue.Create(value)!);
        invention.Parameters.Add(new(prefix, Convert.ToString(value, CultureInfo.InvariantCulture)!));
        return value;
    }

    private string Text()
    {
        if (Dice is null) return "\u0001";
        if (invention.Rules.GetValueOrDefault(Rule(Path))?.Enum is { Count: > 0 } values && !Dice.OneIn(8)) return Dice.Pick(values);
        return Dice.OneIn(6) ? Dice.StrangeText() : KnownTexts.For(member, Dice);
    }

    private long Number(long smallest)
    {
        if (Dice is null) return smallest;
        return Dice.Next(6) switch
        {
            0 => 0,
            1 => Dice.Next(3) - 1,
            2 => smallest == int.MinValue ? int.MaxValue - Dice.Next(2) : Dice.NextLong(),
            3 => Dice.Pick<int>([80, 128, 256, 512, 1024, 2048]),
            _ => Dice.Next(100),
        };
    }

    /// <summary>Positions in lists do not matter to rules.</summary>
    public static string Rule(string path) => string.Join('.', path.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? "#" : part));
}
