using System.Text.Json;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Iam;

internal static class IamRules
{
    /// <summary>What IAM demands of any policy before it is kept: JSON, a version it knows, statements with an effect, and a principal exactly where one belongs.</summary>
    /// <exception cref="AwsException">MalformedPolicyDocument.</exception>
    public static void CheckDocument(string document, bool needsPrincipal)
    {
        try
        {
            using var policy = JsonDocument.Parse(document);
            var root = policy.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Statement", out var statements)) throw IamErrors.MalformedPolicy("Syntax errors in policy.");
            if (root.TryGetProperty("Version", out var version) && version.GetString() is not ("2012-10-17" or "2008-10-17")) throw IamErrors.MalformedPolicy("The policy must contain a valid version string.");
            foreach (var statement in statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements]) CheckStatement(statement, needsPrincipal);
        }
        catch (Exception notPolicy) when (notPolicy is JsonException or InvalidOperationException)
        {
            throw IamErrors.MalformedPolicy("Syntax errors in policy.");
        }
    }

    public static void CheckTags(IReadOnlyList<TagShape>? tags, Profile profile)
    {
        var pairs = (tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? "")).ToList();
        if (TagRules.Check(pairs, profile.Quotas.TagsPerResource) is { } fault) throw IamErrors.InvalidInput(fault);
    }

    private static void CheckStatement(JsonElement statement, bool needsPrincipal)
    {
        if (statement.ValueKind != JsonValueKind.Object) throw IamErrors.MalformedPolicy("Syntax errors in policy.");
        if (!statement.TryGetProperty("Effect", out var effect) || effect.GetString() is not ("Allow" or "Deny")) throw IamErrors.MalformedPolicy("Syntax errors in policy.");
        if (!statement.TryGetProperty("Action", out _) && !statement.TryGetProperty("NotAction", out _)) throw IamErrors.MalformedPolicy("Policy statement must contain actions.");
        var hasPrincipal = statement.TryGetProperty("Principal", out _) || statement.TryGetProperty("NotPrincipal", out _);
        var hasResource = statement.TryGetProperty("Resource", out _) || statement.TryGetProperty("NotResource", out _);
        if (needsPrincipal && hasResource) throw IamErrors.MalformedPolicy("Has prohibited field Resource");
        if (needsPrincipal && !hasPrincipal) throw IamErrors.MalformedPolicy("AssumeRole policy must contain a principal.");
        if (!needsPrincipal && hasPrincipal) throw IamErrors.MalformedPolicy("Policy document should not specify a principal.");
        if (!needsPrincipal && !hasResource) throw IamErrors.MalformedPolicy("Policy statement must contain resources.");
    }
}
