namespace Berth.Node.Images;

/// <summary>An image's full name, as registries and ECS's messages spell it.</summary>
/// <param name="Registry">Host, with a port when it has one: docker.io, 127.0.0.1:4566.</param>
/// <param name="Repository">library/busybox.</param>
/// <param name="Tag">Null when the reference has only a digest.</param>
/// <param name="Digest">sha256:…, or null.</param>
public sealed record ImageReference(string Registry, string Repository, string? Tag, string? Digest)
{
    /// <summary>Fills in what docker fills in: docker.io, library/, latest.</summary>
    /// <exception cref="FormatException">The text is no image reference.</exception>
    public static ImageReference Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        string? digest = null;
        var rest = text;
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0) (rest, digest) = (rest[..at], rest[(at + 1)..]);

        string? tag = null;
        var colon = rest.LastIndexOf(':');
        if (colon > rest.LastIndexOf('/')) (rest, tag) = (rest[..colon], rest[(colon + 1)..]);

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : rest[..slash];
        var named = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        var (registry, repository) = named ? (first, rest[(slash + 1)..]) : ("docker.io", slash < 0 ? "library/" + rest : rest);
        if (repository.Length == 0) throw new FormatException($"'{text}' is not an image reference.");
        return new(registry, repository, tag ?? (digest is null ? "latest" : null), digest);
    }

    public override string ToString() => $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
