namespace Berth.Domain.Registry;

/// <summary>An ECR repository. Row kind <c>repository</c>, id its name.</summary>
public sealed record RepositoryRecord
{
    public required string Name { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public bool TagsImmutable { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

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
