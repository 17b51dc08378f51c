using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Iam;

internal static class IamRules
{
    /// <exception cref="AwsException">MalformedPolicyDocument.</exception>
    public static void CheckDocument(string document, PolicyUse use)
    {
        if (PolicyGrammar.Check(document, use) is { } fault) throw IamErrors.MalformedPolicy(fault);
    }

    public static void CheckTags(IReadOnlyList<TagShape>? tags, Profile profile)
    {
        var pairs = (tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? "")).ToList();
        if (TagRules.Check(pairs, profile.Quotas.TagsPerResource) is { } fault) throw IamErrors.InvalidInput(fault);
    }
}
