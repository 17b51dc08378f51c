namespace Berth.Domain.Registry;

/// <summary>Which images of a repository expire. Source: ECR user guide, lifecycle policy properties.</summary>
public sealed record LifecyclePolicy(IReadOnlyList<LifecycleRule> Rules);

/// <summary>One rule of a lifecycle policy, whose action is to expire.</summary>
/// <param name="Priority">From 1, each once. The lowest number goes first.</param>
/// <param name="TagPatterns">For tagged images: each must match one of the image's tags. A prefix is kept as <c>prefix*</c>.</param>
/// <param name="CountNumber">Images that stay, or days; 1 at least.</param>
public sealed record LifecycleRule(int Priority, LifecycleTagStatus TagStatus, IReadOnlyList<string> TagPatterns, LifecycleCountType CountType, int CountNumber)
{
    public bool Selects(IReadOnlyList<string> tags) => TagStatus switch
    {
        LifecycleTagStatus.Any => true,
        LifecycleTagStatus.Untagged => tags.Count == 0,
        LifecycleTagStatus.Tagged => TagPatterns.All(p => tags.Any(t => TagFilter.Matches(p, t))),
        _ => throw new InvalidOperationException($"Unknown tag status {TagStatus}."),
    };
}

public enum LifecycleTagStatus
{
    Tagged,
    Untagged,
    Any,
}

public enum LifecycleCountType
{
    /// <summary>All but the youngest so many.</summary>
    ImageCountMoreThan,

    /// <summary>What was pushed more than so many days ago.</summary>
    SinceImagePushed,
}
