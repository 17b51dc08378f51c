namespace Berth.Domain.Registry;

/// <summary>Whether a tag of a repository may be moved to another image. Source: ECR API, PutImageTagMutability.</summary>
/// <param name="Immutable">What holds for tags in general.</param>
/// <param name="Exclusions">Patterns of tags for which the opposite holds.</param>
public sealed record TagMutability(bool Immutable, IReadOnlyList<string> Exclusions)
{
    /// <summary>Source: ECR user guide, image tag mutability exclusion filters.</summary>
    public const int WildcardsMax = 2;

    private const string WithExclusion = "_WITH_EXCLUSION";

    /// <summary>As the API names it: MUTABLE, IMMUTABLE, MUTABLE_WITH_EXCLUSION, IMMUTABLE_WITH_EXCLUSION.</summary>
    public string Name => (Immutable ? "IMMUTABLE" : "MUTABLE") + (Exclusions.Count > 0 ? WithExclusion : "");

    /// <param name="name">One of the four names; null: MUTABLE.</param>
    /// <returns>The fault in words when name and exclusions do not fit.</returns>
    public static (TagMutability? Mutability, string? Fault) Of(string? name, IReadOnlyList<string> exclusions)
    {
        var wants = name?.EndsWith(WithExclusion, StringComparison.Ordinal) == true;
        if (wants && exclusions.Count == 0) return (null, $"imageTagMutabilityExclusionFilters must be specified when imageTagMutability is {name}");
        if (!wants && exclusions.Count > 0) return (null, $"imageTagMutabilityExclusionFilters cannot be specified when imageTagMutability is {name ?? "MUTABLE"}");
        if (exclusions.FirstOrDefault(e => TagFilter.Wildcards(e) > WildcardsMax) is { } wild) return (null, $"the filter '{wild}' has more than {WildcardsMax} wildcards");
        return (new(name?.StartsWith("IMMUTABLE", StringComparison.Ordinal) == true, exclusions), null);
    }

    public static TagMutability Of(RepositoryRecord repository) => new(repository.TagsImmutable, repository.TagExclusions);

    public bool MayMove(string tag) => Immutable == Exclusions.Any(e => TagFilter.Matches(e, tag));
}
