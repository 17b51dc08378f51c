namespace Berth.Domain.Registry;

/// <summary>What a repository holds of an image that is being pushed.</summary>
public sealed record PushSnapshot
{
    public required string Digest { get; init; }

    /// <summary>Null when the image is pushed by its digest alone.</summary>
    public string? Tag { get; init; }

    /// <summary>The digest that the tag points at now; null for a new one.</summary>
    public string? TaggedDigest { get; init; }

    /// <summary>Whether the tag may leave the image that it points at.</summary>
    public bool MayMove { get; init; } = true;

    /// <summary>The repository has an image of this digest.</summary>
    public bool IsThere { get; init; }

    /// <summary>Digests that the manifest names and the repository has not.</summary>
    public IReadOnlyList<string> MissingLayers { get; init; } = [];
    public IReadOnlyList<string> MissingImages { get; init; } = [];
    public required int Images { get; init; }
    public required int ImagesMax { get; init; }
}

/// <summary>What becomes of a push.</summary>
public abstract record PushOutcome
{
    /// <param name="AddsImage">Not when only a tag is set.</param>
    public sealed record Taken(bool AddsImage) : PushOutcome;

    /// <summary>The repository has it already, under the same tag: nothing to do.</summary>
    public sealed record Known : PushOutcome;

    public sealed record LayersMissing(IReadOnlyList<string> Digests) : PushOutcome;

    public sealed record ImagesMissing(IReadOnlyList<string> Digests) : PushOutcome;

    /// <summary>The tag points at another image and may not move.</summary>
    public sealed record TagFixed(string Tag) : PushOutcome;

    public sealed record Full(int ImagesMax) : PushOutcome;
}

/// <summary>Decides whether a repository takes an image. An image is complete or it is not there: everything that it names must have been pushed before. Pure.</summary>
public static class PushDecider
{
    public static PushOutcome Decide(PushSnapshot push)
    {
        if (push.MissingLayers.Count > 0) return new PushOutcome.LayersMissing(push.MissingLayers);
        if (push.MissingImages.Count > 0) return new PushOutcome.ImagesMissing(push.MissingImages);
        if (push is { Tag: { } tag, TaggedDigest: { } held, MayMove: false } && held != push.Digest) return new PushOutcome.TagFixed(tag);
        if (push.IsThere) return push.Tag is null || push.TaggedDigest == push.Digest ? new PushOutcome.Known() : new PushOutcome.Taken(AddsImage: false);
        return push.Images >= push.ImagesMax ? new PushOutcome.Full(push.ImagesMax) : new PushOutcome.Taken(AddsImage: true);
    }
}
