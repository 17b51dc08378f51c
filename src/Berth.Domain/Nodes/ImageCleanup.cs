namespace Berth.Domain.Nodes;

/// <summary>An image on a node.</summary>
/// <param name="InUse">A task that this node knows names it.</param>
/// <param name="LastUsedAt">When it was pulled, or a task named it, last.</param>
public sealed record NodeImage(string Name, bool InUse, DateTimeOffset LastUsedAt);

/// <summary>Chooses which images a node deletes. Pure.</summary>
public static class ImageCleanup
{
    /// <summary>Source: ECS agent, ECS_IMAGE_CLEANUP_INTERVAL.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    /// <summary>Source: ECS agent, ECS_IMAGE_MINIMUM_CLEANUP_AGE.</summary>
    public static readonly TimeSpan MinimumAge = TimeSpan.FromHours(1);

    /// <summary>Source: ECS agent, ECS_NUM_IMAGES_DELETE_PER_CYCLE.</summary>
    public const int PerCycle = 5;

    /// <returns>The least recently used first.</returns>
    public static IReadOnlyList<NodeImage> Choose(IEnumerable<NodeImage> images, DateTimeOffset now) =>
        [.. images.Where(i => !i.InUse && now - i.LastUsedAt >= MinimumAge).OrderBy(i => i.LastUsedAt).ThenBy(i => i.Name, StringComparer.Ordinal).Take(PerCycle)];
}
