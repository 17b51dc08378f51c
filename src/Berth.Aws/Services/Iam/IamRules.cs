using System.Text.RegularExpressions;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Iam;

internal static partial class IamRules
{
    /// <exception cref="AwsException">MalformedPolicyDocument.</exception>
    public static void CheckDocument(string document, PolicyUse use)
    {
        if (PolicyGrammar.Check(document, use) is { } fault) throw IamErrors.MalformedPolicy(fault);
    }

    /// <summary>A trust policy: well-formed, and no longer than its quota.</summary>
    /// <exception cref="AwsException">MalformedPolicyDocument, LimitExceeded.</exception>
    public static void CheckTrust(string document)
    {
        CheckDocument(document, PolicyUse.Trust);
        if (PolicyGrammar.Size(document) > PolicySizes.TrustMax) throw IamErrors.LimitExceeded($"Cannot exceed quota for ACLSizePerRole: {PolicySizes.TrustMax}");
    }

    /// <summary>The document of a managed policy.</summary>
    /// <exception cref="AwsException">MalformedPolicyDocument, LimitExceeded.</exception>
    public static void CheckManaged(string document)
    {
        CheckDocument(document, PolicyUse.Managed);
        if (PolicyGrammar.Size(document) > PolicySizes.ManagedMax) throw IamErrors.LimitExceeded($"Cannot exceed quota for PolicySize: {PolicySizes.ManagedMax}");
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

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(/|/[\u0021-\u007E]*/)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(@"\Aarn:aws:iam::(aws|[0-9]{12}):policy/[\u0021-\u007E]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PolicyArn();
}
