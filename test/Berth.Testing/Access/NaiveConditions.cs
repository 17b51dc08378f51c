using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Berth.Testing.Access;

/// <summary>Condition operators by their names, read from the text each time.</summary>
internal static class NaiveConditions
{
    private static readonly string[] Nots = ["StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "NumericNotEquals", "DateNotEquals", "NotIpAddress", "ArnNotEquals", "ArnNotLike"];

    public static bool Hold(JsonElement statement, IReadOnlyDictionary<string, IReadOnlyList<string>> keys, bool isNew) => !statement.TryGetProperty("Condition", out var condition)
        || condition.EnumerateObject().All(o => o.Value.EnumerateObject().All(k => Holds(o.Name, k.Name, NaiveEvaluator.Strings(k.Value), keys, isNew)));

    private static bool Holds(string operation, string key, IReadOnlyList<string> wanted, IReadOnlyDictionary<string, IReadOnlyList<string>> keys, bool isNew)
    {
        var actual = keys.Where(k => k.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).SelectMany(k => k.Value).ToList();
        if (operation == "Null") return wanted.Any(w => w.Equals(actual.Count == 0 ? "true" : "false", StringComparison.OrdinalIgnoreCase));
        var (set, rest) = operation.Contains(':', StringComparison.Ordinal) ? (operation.Split(':')[0], operation.Split(':')[1]) : ("", operation);
        var optional = rest.EndsWith("IfExists", StringComparison.Ordinal);
        var name = optional ? rest[..^8] : rest;
        var not = Nots.Contains(name);
        if (actual.Count == 0) return optional || set == "ForAllValues" || (set == "" && not);
        var matches = actual.Select(a => wanted.Any(w => Matches(name, a, w, keys, isNew))).ToList();
        return (set, not) switch
        {
            ("ForAllValues", false) => matches.All(m => m),
            ("ForAllValues", true) => matches.All(m => !m),
            ("ForAnyValue", false) => matches.Any(m => m),
            ("ForAnyValue", true) => matches.Any(m => !m),
            (_, false) => matches.Any(m => m),
            (_, true) => matches.All(m => !m),
        };
    }

    private static bool Matches(string name, string actual, string wanted, IReadOnlyDictionary<string, IReadOnlyList<string>> keys, bool isNew)
    {
        var variables = isNew ? keys : null;
        return name switch
        {
            "StringEquals" or "StringNotEquals" => NaivePattern.Of(wanted, variables, wild: false).Matches(actual),
            "StringEqualsIgnoreCase" or "StringNotEqualsIgnoreCase" => NaivePattern.Of(wanted.ToUpperInvariant(), variables?.ToDictionary(k => k.Key, k => (IReadOnlyList<string>)[.. k.Value.Select(v => v.ToUpperInvariant())]), wild: false).Matches(actual.ToUpperInvariant()),
            "StringLike" or "StringNotLike" => NaivePattern.Of(wanted, variables).Matches(actual),
            "ArnEquals" or "ArnNotEquals" or "ArnLike" or "ArnNotLike" => NaivePattern.Of(wanted, variables).MatchesArn(actual),
            "Bool" => bool.TryParse(wanted, out var want) && bool.TryParse(actual, out var have) && want == have,
            "BinaryEquals" => wanted == actual,
            "IpAddress" or "NotIpAddress" => IsWithin(actual, wanted),
            _ when name.StartsWith("Numeric", StringComparison.Ordinal) => Compare(name["Numeric".Length..], Number(actual), Number(wanted)),
            _ when name.StartsWith("Date", StringComparison.Ordinal) => Compare(name["Date".Length..], Date(actual), Date(wanted)),
            _ => throw new ArgumentException(name),
        };
    }

    private static bool Compare(string how, decimal? actual, decimal? wanted) => how switch
    {
        "Equals" or "NotEquals" => actual is not null && actual == wanted,
        "LessThan" => actual < wanted,
        "LessThanEquals" => actual <= wanted,
        "GreaterThan" => actual > wanted,
        "GreaterThanEquals" => actual >= wanted,
        _ => throw new ArgumentException(how),
    };

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static decimal? Date(string text)
    {
        if (text.Length > 4 && text.All(char.IsAsciiDigit)) return decimal.Parse(text, CultureInfo.InvariantCulture);
        if (text.Length == 4 && text.All(char.IsAsciiDigit)) text += "-01-01";
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? (date.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (decimal)TimeSpan.TicksPerSecond : null;
    }

    private static bool IsWithin(string actual, string wanted)
    {
        var parts = wanted.Split('/');
        if (!IPAddress.TryParse(actual, out var one) || !IPAddress.TryParse(parts[0], out var other) || one.AddressFamily != other.AddressFamily) return false;
        var (a, b) = (Bits(one), Bits(other));
        var length = parts.Length == 1 ? a.Length : int.Parse(parts[1], CultureInfo.InvariantCulture);
        return length <= a.Length && a[..length] == b[..length];
    }

    private static string Bits(IPAddress address) => string.Concat(address.GetAddressBytes().Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
}
