namespace Berth.Domain.Registry;

/// <summary>An image as a lifecycle policy sees it.</summary>
/// <param name="Manifests">Digests of the images that it lists, when it is an index.</param>
public sealed record LifecycleImage(string Digest, IReadOnlyList<string> Tags, DateTimeOffset PushedAt, IReadOnlyList<string> Manifests);

/// <summary>An image that is to go.</summary>
/// <param name="RulePriority">Of the rule that says so.</param>
public sealed record ImageExpiry(string Digest, int RulePriority);

/// <summary>
/// Chooses the images that a lifecycle policy expires. Pure. Rules are taken by priority. Each counts all images that it selects, but expires only those that no rule before it selected, expired or
/// not. An image that an index lists stays while its index is there, so what an expired index listed goes one round later. Source: ECR user guide, lifecycle policy evaluation rules.
/// </summary>
public static class LifecycleDecider
{
    /// <returns>Oldest first.</returns>
    public static IReadOnlyList<ImageExpiry> Decide(LifecyclePolicy policy, IReadOnlyList<LifecycleImage> images, DateTimeOffset now)
    {
        var listed = images.SelectMany(i => i.Manifests).ToHashSet(StringComparer.Ordinal);
        var youngestFirst = images.OrderByDescending(i => i.PushedAt).ThenBy(i => i.Digest, StringComparer.Ordinal).ToList();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var expired = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rule in policy.Rules.OrderBy(r => r.Priority))
        {
            var selected = youngestFirst.Where(i => rule.Selects(i.Tags)).ToList();
            foreach (var image in Over(rule, selected, now))
                if (!taken.Contains(image.Digest) && !listed.Contains(image.Digest)) expired.Add(image.Digest, rule.Priority);
            taken.UnionWith(selected.Select(i => i.Digest));
        }

        return [.. youngestFirst.AsEnumerable().Reverse().Where(i => expired.ContainsKey(i.Digest)).Select(i => new ImageExpiry(i.Digest, expired[i.Digest]))];
    }

    private static IEnumerable<LifecycleImage> Over(LifecycleRule rule, List<LifecycleImage> youngestFirst, DateTimeOffset now) => rule.CountType switch
    {
        LifecycleCountType.ImageCountMoreThan => youngestFirst.Skip(rule.CountNumber),
        LifecycleCountType.SinceImagePushed => youngestFirst.Where(i => (now - i.PushedAt).TotalDays > rule.CountNumber),
        _ => throw new InvalidOperationException($"Unknown count type {rule.CountType}."),
    };
}
