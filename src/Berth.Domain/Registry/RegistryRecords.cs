namespace Berth.Domain.Registry;

/// <summary>An ECR repository. Row kind <c>repository</c>, id its name.</summary>
public sealed record RepositoryRecord
{
    public required string Name { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public bool TagsImmutable { get; init; }

    /// <summary>Patterns of tags for which the opposite of <see cref="TagsImmutable"/> holds.</summary>
    public IReadOnlyList<string> TagExclusions { get; init; } = [];

    /// <summary>Who else may use it: JSON as given; null for none.</summary>
    public string? PolicyText { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A repository's lifecycle policy. Row kind <c>lifecycle-policy</c>, id the repository's name.</summary>
/// <param name="Text">JSON, as given.</param>
/// <param name="EvaluatedAt">When the sweep last went by it; null: not yet.</param>
public sealed record LifecyclePolicyRecord(string Text, DateTimeOffset? EvaluatedAt);

/// <summary>A preview of a lifecycle policy. Row kind <c>lifecycle-preview</c>, id the repository's name.</summary>
/// <param name="StartedAt">It is about the images of that time.</param>
public sealed record LifecyclePreviewRecord(string Text, DateTimeOffset StartedAt);

/// <summary>An image: a manifest in a repository. Row kind <c>image</c>, id <c>REPOSITORY@DIGEST</c>.</summary>
public sealed record ImageRecord
{
    public required string Digest { get; init; }
    public required string MediaType { get; init; }

    /// <summary>The manifest's exact bytes, base64: its digest is over these and no others.</summary>
    public required byte[] Manifest { get; init; }

    /// <summary>Of the layers and the configuration, compressed, in bytes.</summary>
    public required long Size { get; init; }
    public string? ArtifactMediaType { get; init; }
    public required DateTimeOffset PushedAt { get; init; }
}

/// <summary>A tag. Row kind <c>image-tag</c>, id <c>REPOSITORY:TAG</c>.</summary>
public sealed record ImageTagRecord(string Tag, string Digest);

/// <summary>That a blob belongs to a repository. Row kind <c>layer</c>, id <c>REPOSITORY@DIGEST</c>; its bytes are in the blob store, once for all repositories.</summary>
/// <param name="NamedAt">When a client pushed it, or asked whether it is here, last: for a while nothing may take it away before the manifest comes. Null: long ago.</param>
public sealed record LayerRecord(string Digest, long Size, string MediaType, DateTimeOffset? NamedAt = null);
