using System.Text.Json;
using Berth.Domain.Access;

namespace Berth.Aws.Services.SecretsManager;

/// <summary>What Secrets Manager demands of a secret's policy.</summary>
internal static class SecretPolicies
{
    private const int LengthMax = 20 * 1024;

    /// <returns>What is wrong; null for a policy that may be kept.</returns>
    public static string? Fault(string policy) => policy.Length > LengthMax ? "The resource policy is too long." : PolicyGrammar.Check(policy, PolicyUse.Resource);

    /// <summary>Whether a policy lets everybody in, whoever that is: an Allow for the principal * without a condition.</summary>
    public static bool IsPublic(string policy)
    {
        using var document = JsonDocument.Parse(policy);
        var statements = document.RootElement.GetProperty("Statement");
        return (statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray()] : new[] { statements }).Any(s =>
            s.GetProperty("Effect").GetString() == "Allow" && !HasCondition(s) && s.TryGetProperty("Principal", out var who) && (IsEverybody(who) || (who.ValueKind == JsonValueKind.Object && who.TryGetProperty("AWS", out var aws) && IsEverybody(aws))));
    }

    /// <summary>An empty condition is none.</summary>
    private static bool HasCondition(JsonElement statement) => statement.TryGetProperty("Condition", out var condition) && condition.ValueKind == JsonValueKind.Object && condition.EnumerateObject().Any(o => o.Value.ValueKind != JsonValueKind.Object || o.Value.EnumerateObject().Any());

    private static bool IsEverybody(JsonElement who) => who.ValueKind == JsonValueKind.Array ? who.EnumerateArray().Any(IsEverybody) : who.ValueKind == JsonValueKind.String && who.GetString() == "*";
}
