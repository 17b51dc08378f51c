using System.Text.Json;

namespace Berth.Domain.Access;

/// <summary>Reads a role's trust policy as far as services assume roles: who may call sts:AssumeRole.</summary>
public static class TrustPolicy
{
    public const string Tasks = "ecs-tasks.amazonaws.com";

    /// <param name="service">Such as ecs-tasks.amazonaws.com.</param>
    public static bool LetsServiceAssume(string document, string service) => Lets(document, principal => Matches(principal, "Service", s => s == service));

    /// <summary>A trust policy may name the caller itself, the role behind a session, or the whole account.</summary>
    /// <param name="arn">Of the caller.</param>
    public static bool LetsPrincipalAssume(string document, string arn, string accountId)
    {
        var session = arn.Split('/');
        var role = arn.Contains(":assumed-role/", StringComparison.Ordinal) ? $"arn:aws:iam::{accountId}:role/{session[1]}" : arn;
        return Lets(document, principal => Matches(principal, "AWS", p => p == arn || p == role || p == accountId || p == $"arn:aws:iam::{accountId}:root"));
    }

    private static bool Lets(string document, Func<JsonElement, bool> isCaller)
    {
        try
        {
            using var policy = JsonDocument.Parse(document);
            if (!policy.RootElement.TryGetProperty("Statement", out var statements)) return false;
            var all = statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements];
            return all.Exists(s => Is(s, "Effect", "Allow") && Names(s, "Action").Any(MayAssume) && s.TryGetProperty("Principal", out var who) && isCaller(who))
                && !all.Exists(s => Is(s, "Effect", "Deny") && Names(s, "Action").Any(MayAssume) && s.TryGetProperty("Principal", out var who) && isCaller(who));
        }
        catch (JsonException)
        {
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
