using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>Questions about the shape of policy JSON, which both grammars ask.</summary>
internal static class PolicyShape
{
    public static readonly string[] Elements = ["Version", "Id", "Statement"];
    public static readonly string[] StatementElements = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    /// <summary>A member that is not one of these, or that stands twice; null when there is none such.</summary>
    public static string? Stranger(JsonElement holder, string[] known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return holder.EnumerateObject().Select(m => m.Name).FirstOrDefault(n => !known.Contains(n, StringComparer.Ordinal) || !seen.Add(n));
    }

    public static IReadOnlyList<JsonElement> Statements(JsonElement statements) => statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray()] : [statements];

    public static string? Text(JsonElement holder, string name) => holder.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    public static bool Has(JsonElement holder, string name) => holder.TryGetProperty(name, out _);

    /// <summary>A text, or a list of nothing but texts.</summary>
    public static bool IsTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.String || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String));

    /// <returns>Nothing when the member is missing.</returns>
    public static IReadOnlyList<string> Texts(JsonElement holder, params ReadOnlySpan<string> names)
    {
        var texts = new List<string>();
        foreach (var name in names)
        {
            if (!holder.TryGetProperty(name, out var value)) continue;
            if (value.ValueKind == JsonValueKind.Array) texts.AddRange(value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!));
            else if (value.ValueKind == JsonValueKind.String) texts.Add(value.GetString()!);
        }

        return texts;
    }

    public static IEnumerable<(string Operator, string Key, JsonElement Value)> Conditions(JsonElement statement) => !statement.TryGetProperty("Condition", out var condition)
        ? []
        : condition.EnumerateObject().SelectMany(o => o.Value.EnumerateObject().Select(k => (o.Name, k.Name, k.Value)));

    /// <summary>An object of objects of texts, numbers, true and false, or lists of those.</summary>
    public static bool IsCondition(JsonElement condition) => condition.ValueKind == JsonValueKind.Object
        && condition.EnumerateObject().All(o => o.Value.ValueKind == JsonValueKind.Object
            && o.Value.EnumerateObject().All(k => IsScalar(k.Value) || (k.Value.ValueKind == JsonValueKind.Array && k.Value.EnumerateArray().All(IsScalar))));

    /// <summary>Half a surrogate pair hides until a text is asked for; this asks for all of them.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public static void ReadAll(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) ReadAll(item);
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var member in value.EnumerateObject())
        {
            _ = member.Name;
            ReadAll(member.Value);
        }
    }

    private static bool IsScalar(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
}
