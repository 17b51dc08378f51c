using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>The grammar of policies that are attached to identities, or bound a session. It looks for faults in rounds, as IAM does: shape, version, old parser, Sids, actions, resources.</summary>
internal static class IdentityGrammar
{
    private const string Syntax = "Syntax errors in policy.";
    private const string OldParser = "The policy failed legacy parsing";

    /// <param name="mustBeNew">Of version 2012-10-17.</param>
    public static string? Check(string document, bool mustBeNew)
    {
        try
        {
            using var policy = JsonDocument.Parse(document);
            PolicyShape.ReadAll(policy.RootElement);
            if (!HasShape(policy.RootElement)) return Syntax;
            var statements = PolicyShape.Statements(policy.RootElement.GetProperty("Statement"));
            if (statements.Any(s => PolicyShape.Has(s, "Principal") || PolicyShape.Has(s, "NotPrincipal"))) return "Policy document should not specify a principal.";
            if (mustBeNew && PolicyShape.Text(policy.RootElement, "Version") != PolicyDocument.NewVersion) return "Policy document must be version 2012-10-17 or greater.";
            if (!statements.All(IsReadByOldParser)) return OldParser;
            return CheckSids(statements) ?? CheckNames(statements);
        }
        catch (Exception notPolicy) when (notPolicy is JsonException or InvalidOperationException or ArgumentException)
        {
            return Syntax;
        }
    }

    private static bool HasShape(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || PolicyShape.Stranger(root, PolicyShape.Elements) is not null || !root.TryGetProperty("Statement", out var statements)) return false;
        if (PolicyShape.Has(root, "Version") && PolicyShape.Text(root, "Version") is not (PolicyDocument.OldVersion or PolicyDocument.NewVersion)) return false;
        if (PolicyShape.Has(root, "Id") && PolicyShape.Text(root, "Id") is null) return false;
        return PolicyShape.Statements(statements) is { Count: > 0 } all && all.All(HasStatementShape);
    }

    private static bool HasStatementShape(JsonElement statement)
    {
        if (statement.ValueKind != JsonValueKind.Object || PolicyShape.Stranger(statement, PolicyShape.StatementElements) is not null) return false;
        if (!"Allow".Equals(PolicyShape.Text(statement, "Effect"), StringComparison.OrdinalIgnoreCase) && !"Deny".Equals(PolicyShape.Text(statement, "Effect"), StringComparison.OrdinalIgnoreCase)) return false;
        if (PolicyShape.Has(statement, "Sid") && PolicyShape.Text(statement, "Sid") is null) return false;
        if ((PolicyShape.Has(statement, "Action") && PolicyShape.Has(statement, "NotAction")) || (PolicyShape.Has(statement, "Resource") && PolicyShape.Has(statement, "NotResource"))) return false;
        foreach (var name in new[] { "Action", "NotAction", "Resource", "NotResource" })
        {
            if (statement.TryGetProperty(name, out var names) && !PolicyShape.IsTexts(names)) return false;
        }

        return !statement.TryGetProperty("Condition", out var condition)
            || (PolicyShape.IsCondition(condition) && PolicyShape.Conditions(statement).All(c => ConditionOperator.Parse(c.Operator) is not null));
    }

    /// <summary>It minds the letters of Effect, dates, and ARNs with too few parts.</summary>
    private static bool IsReadByOldParser(JsonElement statement)
    {
        if (PolicyShape.Text(statement, "Effect") is not ("Allow" or "Deny")) return false;
        var dates = PolicyShape.Conditions(statement).Where(c => ConditionOperator.Parse(c.Operator) is { IsDate: true }).SelectMany(c => PolicyShape.Statements(c.Value));
        if (!dates.All(d => ConditionReading.Date(d.ToString()) is not null)) return false;
        return !PolicyShape.Texts(statement, "Resource", "NotResource").Any(r => PolicyArn.HasEmptyVendor(r) || PolicyArn.LacksParts(r));
    }

    private static string? CheckSids(IReadOnlyList<JsonElement> statements)
    {
        var sids = statements.Select(s => PolicyShape.Text(s, "Sid")).Where(s => !string.IsNullOrEmpty(s)).ToList();
        if (sids.Exists(s => !s!.All(char.IsAsciiLetterOrDigit))) return "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*";
        return sids.Distinct(StringComparer.Ordinal).Count() == sids.Count ? null : "Statement IDs (SID) in a single policy must be unique.";
    }

    private static string? CheckNames(IReadOnlyList<JsonElement> statements)
    {
        if (statements.Any(s => PolicyShape.Texts(s, "Action", "NotAction").Count == 0)) return "Policy statement must contain actions.";
        if (statements.SelectMany(s => PolicyShape.Texts(s, "Resource", "NotResource")).Select(PolicyArn.Check).FirstOrDefault(f => f is not null) is { } resource) return resource;
        if (statements.SelectMany(s => PolicyShape.Texts(s, "Action", "NotAction")).Select(CheckAction).FirstOrDefault(f => f is not null) is { } action) return action;
        return statements.Any(s => PolicyShape.Texts(s, "Resource", "NotResource").Count == 0) ? "Policy statement must contain resources." : null;
    }

    /// <summary>Sample: <c>ecs:Run*</c>; or <c>*</c>.</summary>
    private static string? CheckAction(string action)
    {
        if (action == "*") return null;
        var parts = action.Split(':');
        if (parts.Length == 1) return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
        if (parts.Length > 2) return "Actions/Condition can contain only one colon.";
        var isVendor = parts[0] == "*" || (parts[0].Length > 0 && parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'));
        return isVendor ? null : $"Vendor {parts[0]} is not valid";
    }
}
