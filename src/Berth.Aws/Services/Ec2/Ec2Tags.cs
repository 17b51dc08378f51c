using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2;

/// <summary>The tags that a request brings.</summary>
internal static class Ec2Tags
{
    /// <param name="type">Of what the operation makes: <c>vpc</c>.</param>
    /// <exception cref="AwsException">InvalidParameterValue for tags of other things, or that are none; TagLimitExceeded.</exception>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyList<TagSpecificationShape>? specifications, string type, Profile profile)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var specification in specifications ?? [])
        {
            if (string.IsNullOrEmpty(specification.ResourceType)) throw Ec2Errors.InvalidParameter("Tag specification resource type must have a value");
            if (specification.ResourceType != type) throw Ec2Errors.InvalidParameter($"'{specification.ResourceType}' is not a valid taggable resource type for this operation.");
            if (specification.Tags is not { Count: > 0 }) throw Ec2Errors.InvalidParameter("Tag specification must have at least one tag");
            tags.AddRange(Pairs(specification.Tags));
        }

        if (ResourceTags.Check(tags, profile.Quotas.TagsPerResource) is { } refusal) throw Ec2Errors.From(refusal);
        return tags.ToDictionary(StringComparer.Ordinal);
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(IReadOnlyList<TagShape>? tags) => [.. (tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? ""))];
}
