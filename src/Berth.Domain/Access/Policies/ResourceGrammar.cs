using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>The grammar of trust policies and of resources' own: each statement says who. It reads statement by statement and stops at the first fault.</summary>
internal static class ResourceGrammar
{
    private const string InvalidJson = "This policy contains invalid Json";
    private const string InvalidSyntax = "Invalid policy syntax.";

    public static string? Check(string document, bool isTrust)
    {
        try
        {
            using var policy = JsonDocument.Parse(document);
            PolicyShape.ReadAll(policy.RootElement);
            return CheckRoot(policy.RootElement, isTrust);
        }
        catch (Exception notPolicy) when (notPolicy is JsonException or InvalidOperationException or ArgumentException)
        {
            return InvalidJson;
        }
    }

    private static string? CheckRoot(JsonElement root, bool isTrust)
    {
        if (root.ValueKind != JsonValueKind.Object) return InvalidJson;
        if (PolicyShape.Stranger(root, PolicyShape.Elements) is { } unknown) return $"Unknown field {unknown}";
        if (PolicyShape.Has(root, "Version") && PolicyShape.Text(root, "Version") is not (PolicyDocument.OldVersion or PolicyDocument.NewVersion)) return "The policy must contain a valid version string";
        if (PolicyShape.Has(root, "Id") && PolicyShape.Text(root, "Id") is null) return InvalidSyntax;
        if (!root.TryGetProperty("Statement", out var element)) return "Missing required field Statement";
        var statements = PolicyShape.Statements(element);
        if (statements.Count == 0) return "Could not parse the policy: Statement is empty!";
        if (statements.Select(s => CheckStatement(s, isTrust)).FirstOrDefault(f => f is not null) is { } fault) return fault;
        var sids = statements.Select(s => PolicyShape.Text(s, "Sid")).Where(s => !string.IsNullOrEmpty(s)).ToList();
        return sids.Distinct(StringComparer.Ordinal).Count() == sids.Count ? null : "The Statement Ids in the policy are not unique";
    }

    private static string? CheckStatement(JsonElement statement, bool isTrust)
    {
        if (statement.ValueKind != JsonValueKind.Object) return InvalidSyntax;
        if (PolicyShape.Stranger(statement, PolicyShape.StatementElements) is { } unknown) return $"Unknown field {unknown}";
        if (PolicyShape.Has(statement, "Sid") && PolicyShape.Text(statement, "Sid") is null) return InvalidSyntax;
        if (PolicyShape.Text(statement, "Effect") is not { } effect) return "Missing required field Effect";
        if (effect is not ("Allow" or "Deny")) return $"Invalid effect: {effect}";
        return CheckPrincipals(statement, effect, isTrust) ?? CheckActions(statement, isTrust) ?? CheckResources(statement, isTrust) ?? CheckConditions(statement);
    }

    private static string? CheckPrincipals(JsonElement statement, string effect, bool isTrust)
    {
        if (statement.TryGetProperty("NotPrincipal", out var others))
        {
            if (effect == "Allow") return "Allow with NotPrincipal is not allowed.";
            if (isTrust) return "AssumeRole policy must not contain NotPrincipal field.";
            return PolicyShape.Has(statement, "Principal") ? InvalidSyntax : PrincipalGrammar.Check(others, isTrust);
        }

        return statement.TryGetProperty("Principal", out var principal) ? PrincipalGrammar.Check(principal, isTrust) : "Missing required field Principal";
    }

    private static string? CheckActions(JsonElement statement, bool isTrust)
    {
        if (PolicyShape.Has(statement, "Action") && PolicyShape.Has(statement, "NotAction")) return InvalidSyntax;
        if (!statement.TryGetProperty("Action", out var names) && !statement.TryGetProperty("NotAction", out names)) return "Missing required field Action";
        if (!PolicyShape.IsTexts(names)) return InvalidSyntax;
        var actions = PolicyShape.Texts(statement, "Action", "NotAction");
        if (actions.Count == 0) return "Missing required field Action cannot be empty!";
        if (isTrust) return actions.All(a => a.StartsWith("sts:", StringComparison.OrdinalIgnoreCase)) ? null : "AssumeRole policy may only specify STS AssumeRole actions.";
        return actions.All(a => a == "*" || (a.Split(':') is [{ Length: > 0 } vendor, _] && vendor.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '*'))) ? null : "Policy has invalid action";
    }

    private static string? CheckResources(JsonElement statement, bool isTrust)
    {
        if (isTrust && PolicyShape.Has(statement, "Resource")) return "Has prohibited field Resource";
        if (isTrust && PolicyShape.Has(statement, "NotResource")) return "AssumeRole policy must not contain resources.";
        if (PolicyShape.Has(statement, "Resource") && PolicyShape.Has(statement, "NotResource")) return InvalidSyntax;
        if (!statement.TryGetProperty("Resource", out var names) && !statement.TryGetProperty("NotResource", out names)) return null;
        if (!PolicyShape.IsTexts(names)) return InvalidSyntax;
        var resources = PolicyShape.Texts(statement, "Resource", "NotResource");
        return resources.Count > 0 && resources.All(r => PolicyArn.Check(r) is null) ? null : "Policy has invalid resource";
    }

    private static string? CheckConditions(JsonElement statement)
    {
        if (!statement.TryGetProperty("Condition", out var condition)) return null;
        if (!PolicyShape.IsCondition(condition)) return InvalidSyntax;
        return condition.EnumerateObject().Select(o => o.Name).FirstOrDefault(o => ConditionOperator.Parse(o) is null) is { } unknown ? $"Invalid Condition type : {unknown}" : null;
    }
}
