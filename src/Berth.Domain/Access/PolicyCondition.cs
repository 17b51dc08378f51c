using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>
/// Evaluates a statement's Condition as far as trust policies use it: string and ARN operators, Null, and IfExists. Operators and keys are joined by and, values by or.
/// Source: IAM user guide, condition operators.
/// </summary>
internal static class PolicyCondition
{
    private const string IfExists = "IfExists";

    /// <param name="keys">What is known of the request: aws:SourceAccount, sts:ExternalId… Names are compared without case.</param>
    /// <returns>Null when the condition says something that is not read here; whoever asks must then be careful.</returns>
    public static bool? Holds(JsonElement statement, IReadOnlyDictionary<string, string> keys)
    {
        if (!statement.TryGetProperty("Condition", out var condition)) return true;
        if (condition.ValueKind != JsonValueKind.Object) return null;
        bool? all = true;
        foreach (var operation in condition.EnumerateObject())
        {
            if (operation.Value.ValueKind != JsonValueKind.Object) return null;
            foreach (var test in operation.Value.EnumerateObject())
            {
                var holds = Holds(operation.Name, Find(keys, test.Name), Values(test.Value));
                if (holds == false) return false;
                all &= holds;
            }
        }

        return all;
    }

    private static bool? Holds(string operation, string? actual, IReadOnlyList<string> wanted)
    {
        var optional = operation.EndsWith(IfExists, StringComparison.Ordinal);
        var name = optional ? operation[..^IfExists.Length] : operation;
        if (name == "Null") return wanted.Any(w => w.Equals("true", StringComparison.OrdinalIgnoreCase)) == actual is null;
        Func<string, string, bool>? match = name switch
        {
            "StringEquals" or "StringNotEquals" => string.Equals,
            "StringEqualsIgnoreCase" or "StringNotEqualsIgnoreCase" => (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase),
            "StringLike" or "StringNotLike" or "ArnLike" or "ArnEquals" or "ArnNotLike" or "ArnNotEquals" => Like,
            _ => null,
        };
        if (match is null) return null;
        var negative = name.Contains("Not", StringComparison.Ordinal);
        if (actual is null) return optional || negative;
        return wanted.Any(w => match(actual, w)) != negative;
    }

    /// <summary>* stands for any text, ? for any one character.</summary>
    private static bool Like(string text, string pattern)
    {
        var (at, position, star, tried) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (position < pattern.Length && pattern[position] == '*') (star, tried) = (position++, at);
            else if (position < pattern.Length && (pattern[position] == '?' || pattern[position] == text[at])) (at, position) = (at + 1, position + 1);
            else if (star < 0) return false;
            else (at, position) = (++tried, star + 1); // The last star takes one letter more.
        }

        return pattern.AsSpan(position).TrimStart('*').IsEmpty;
    }

    private static string? Find(IReadOnlyDictionary<string, string> keys, string name) => keys.FirstOrDefault(k => k.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static IReadOnlyList<string> Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.ToString())] : [value.ToString()];
}
