using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>JSON to <see cref="PolicyDocument"/>. Never throws: what has the wrong shape is left out, but a Condition that does is kept as unreadable, so that it narrows an Allow and not a Deny.</summary>
internal static class PolicyReader
{
    public static PolicyDocument? Read(string json)
    {
        try
        {
            using var policy = JsonDocument.Parse(json);
            if (policy.RootElement.ValueKind != JsonValueKind.Object) return null;
            return new(Text(policy.RootElement, "Version") ?? PolicyDocument.OldVersion, Statements(policy.RootElement));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair is found only when the text is asked for, as InvalidOperationException; in the document itself, as ArgumentException.
            return null;
        }
    }

    private static IReadOnlyList<PolicyStatement> Statements(JsonElement root)
    {
        if (!root.TryGetProperty("Statement", out var statements)) return [];
        var all = statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements];
        return [.. all.Select(Statement).OfType<PolicyStatement>()];
    }

    private static PolicyStatement? Statement(JsonElement statement, int index)
    {
        if (statement.ValueKind != JsonValueKind.Object || Text(statement, "Effect") is not ("Allow" or "Deny")) return null;
        return new()
        {
            Index = index,
            Sid = Text(statement, "Sid") is { Length: > 0 } sid ? sid : null,
            Denies = Text(statement, "Effect") == "Deny",
            Actions = Names(statement, "Action", "NotAction"),
            Resources = Names(statement, "Resource", "NotResource"),
            Principals = Principals(statement, "Principal", except: false) ?? Principals(statement, "NotPrincipal", except: true),
            Conditions = statement.TryGetProperty("Condition", out var condition) ? Conditions(condition) : [],
        };
    }

    private static PolicyNames? Names(JsonElement statement, string name, string notName)
    {
        if (statement.TryGetProperty(name, out var these)) return new(Strings(these), Except: false);
        return statement.TryGetProperty(notName, out var others) ? new(Strings(others), Except: true) : null;
    }

    private static PolicyPrincipals? Principals(JsonElement statement, string name, bool except)
    {
        if (!statement.TryGetProperty(name, out var principal)) return null;
        if (principal.ValueKind == JsonValueKind.String) return new(principal.GetString() == "*", [], except);
        if (principal.ValueKind != JsonValueKind.Object) return new(Everyone: false, [], except);
        return new(Everyone: false, [.. principal.EnumerateObject().SelectMany(kind => Strings(kind.Value).Select(n => new NamedPrincipal(kind.Name, n)))], except);
    }

    private static IReadOnlyList<PolicyCondition> Conditions(JsonElement condition)
    {
        if (condition.ValueKind != JsonValueKind.Object) return [PolicyCondition.Unreadable];
        var tests = new List<PolicyCondition>();
        foreach (var operation in condition.EnumerateObject())
        {
            if (operation.Value.ValueKind != JsonValueKind.Object) tests.Add(PolicyCondition.Unreadable);
            else tests.AddRange(operation.Value.EnumerateObject().Select(key => new PolicyCondition(operation.Name, key.Name, Scalars(key.Value))));
        }

        return tests;
    }

    /// <summary>Numbers and true and false may stand without quotes.</summary>
    private static IReadOnlyList<string>? Scalars(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return Scalar(value) is { } one ? [one] : null;
        var many = value.EnumerateArray().Select(Scalar).ToList();
        return many.Contains(null) ? null : [.. many.OfType<string>()];
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    private static IReadOnlyList<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
        _ => [],
    };

    private static string? Text(JsonElement holder, string name) => holder.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
}
