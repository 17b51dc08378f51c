using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>Reads a role's trust policy as far as services assume roles: who may call sts:AssumeRole.</summary>
public static class TrustPolicy
{
    public const string Tasks = "ecs-tasks.amazonaws.com";

    /// <param name="service">Such as ecs-tasks.amazonaws.com.</param>
    /// <param name="sourceArn">For whom the service acts: the cluster's ARN.</param>
    public static bool LetsServiceAssume(string document, string service, string sourceArn, string accountId) => Lets(
        document, principal => Matches(principal, "Service", s => s == service), new Dictionary<string, string> { ["aws:SourceArn"] = sourceArn, ["aws:SourceAccount"] = accountId });

    /// <summary>A trust policy may name the caller itself, the role behind a session, or the whole account.</summary>
    /// <param name="arn">Of the caller.</param>
    /// <param name="roleArn">Of the role behind a session, with its path; null for root.</param>
    public static bool LetsPrincipalAssume(string document, string arn, string? roleArn, string accountId, string sessionName, string? externalId)
    {
        var keys = new Dictionary<string, string> { ["aws:PrincipalArn"] = roleArn ?? arn, ["aws:PrincipalAccount"] = accountId, ["sts:RoleSessionName"] = sessionName };
        if (externalId is not null) keys["sts:ExternalId"] = externalId;
        return Lets(document, principal => Matches(principal, "AWS", p => p == arn || p == roleArn || p == accountId || p == $"arn:aws:iam::{accountId}:root"), keys);
    }

    /// <summary>Conditions that cannot be judged here count against the caller: they hold in no Allow and in every Deny.</summary>
    private static bool Lets(string document, Func<JsonElement, bool> isCaller, IReadOnlyDictionary<string, string> keys)
    {
        try
        {
            using var policy = JsonDocument.Parse(document);
            if (policy.RootElement.ValueKind != JsonValueKind.Object || !policy.RootElement.TryGetProperty("Statement", out var statements)) return false;
            var all = statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements];
            bool Applies(JsonElement s, string effect, bool unknown) =>
                Is(s, "Effect", effect) && Names(s, "Action").Any(MayAssume) && s.TryGetProperty("Principal", out var who) && isCaller(who) && (PolicyCondition.Holds(s, keys) ?? unknown);
            return all.Exists(s => Applies(s, "Allow", unknown: false)) && !all.Exists(s => Applies(s, "Deny", unknown: true));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair is found only when the text is asked for, as InvalidOperationException.
            return false;
        }
    }

    private static bool MayAssume(string action) => action is "*" || action.Equals("sts:*", StringComparison.OrdinalIgnoreCase) || action.Equals("sts:AssumeRole", StringComparison.OrdinalIgnoreCase);

    private static bool Matches(JsonElement principal, string kind, Func<string, bool> isCaller) =>
        principal.ValueKind == JsonValueKind.String ? principal.GetString() == "*" : Names(principal, kind).Any(name => name == "*" || isCaller(name));

    private static bool Is(JsonElement statement, string name, string value) =>
        statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() == value;

    private static IEnumerable<string> Names(JsonElement holder, string name)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(name, out var found)) return [];
        return found.ValueKind switch
        {
            JsonValueKind.String => [found.GetString()!],
            JsonValueKind.Array => found.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).ToList(),
            _ => [],
        };
    }
}
