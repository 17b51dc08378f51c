using System.Text.Json;
using System.Text.RegularExpressions;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Iam;

internal static partial class IamRules
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

    /// <summary>A trust policy: well-formed, and no longer than its quota.</summary>
    /// <exception cref="AwsException">MalformedPolicyDocument, LimitExceeded.</exception>
    public static void CheckTrust(string document)
    {
        CheckDocument(document, needsPrincipal: true);
        if (PolicySizes.Of(document) > PolicySizes.TrustMax) throw IamErrors.LimitExceeded($"Cannot exceed quota for ACLSizePerRole: {PolicySizes.TrustMax}");
    }

    /// <summary>The document of a managed policy.</summary>
    /// <exception cref="AwsException">MalformedPolicyDocument, LimitExceeded.</exception>
    public static void CheckManaged(string document)
    {
        CheckDocument(document, needsPrincipal: false);
        if (PolicySizes.Of(document) > PolicySizes.ManagedMax) throw IamErrors.LimitExceeded($"Cannot exceed quota for PolicySize: {PolicySizes.ManagedMax}");
    }

    /// <summary>Names are of ASCII: the model's <c>\w</c> means no other letters.</summary>
    /// <exception cref="AwsException">ValidationError.</exception>
    public static void CheckName(string member, string name)
    {
        if (!Name().IsMatch(name)) throw IamErrors.Validation(IamErrors.InvalidName(member));
    }

    /// <exception cref="AwsException">ValidationError.</exception>
    public static string CheckPath(string? path)
    {
        var given = path ?? "/";
        return Path().IsMatch(given) ? given : throw IamErrors.Validation(IamErrors.InvalidPath);
    }

    /// <exception cref="AwsException">InvalidInput.</exception>
    public static void CheckPolicyArn(string arn)
    {
        if (!PolicyArn().IsMatch(arn)) throw IamErrors.InvalidInput($"ARN {arn} is not valid.");
    }

    public static void CheckTags(IReadOnlyList<TagShape>? tags, Profile profile)
    {
        var pairs = (tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? "")).ToList();
        if (TagRules.Check(pairs, profile.Quotas.TagsPerResource) is { } fault) throw IamErrors.InvalidInput(fault);
    }

    /// <summary>Tags as they are once <paramref name="added"/> are among them.</summary>
    /// <exception cref="AwsException">LimitExceeded.</exception>
    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> tags, IReadOnlyList<TagShape>? added, Profile profile)
    {
        var merged = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        foreach (var (key, value) in IamMapping.Tags(added)) merged[key] = value;
        return merged.Count <= profile.Quotas.TagsPerResource ? merged : throw IamErrors.LimitExceeded($"The number of tags has reached the maximum limit of {profile.Quotas.TagsPerResource}.");
    }

    public static IReadOnlyDictionary<string, string> Without(IReadOnlyDictionary<string, string> tags, IReadOnlyList<string>? keys) =>
        tags.Where(t => keys?.Contains(t.Key, StringComparer.Ordinal) != true).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);

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

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(/|/[\u0021-\u007E]*/)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(@"\Aarn:aws:iam::(aws|[0-9]{12}):policy/[\u0021-\u007E]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PolicyArn();
}
