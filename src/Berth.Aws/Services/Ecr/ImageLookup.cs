using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;

namespace Berth.Aws.Services.Ecr;

/// <summary>Finds what image ids mean, and says of those that mean nothing why. Source: ECR API, ImageFailure.</summary>
internal static class ImageLookup
{
    public static (StoredImage? Image, ImageFailureShape? Failure) Find(IReadOnlyList<StoredImage> images, ImageIdentifierShape id)
    {
        if (id is { ImageDigest: null, ImageTag: null }) return (null, Failure(id, "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"));
        if (id.ImageDigest is { } digest && !BlobFiles.IsDigest(digest))
            return (null, Failure(id, "InvalidImageDigest", "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'"));
        if (images.FirstOrDefault(i => i.Is(id.ImageDigest, id.ImageTag)) is { } found) return (found, null);
        return id is { ImageDigest: not null, ImageTag: not null } && images.Any(i => i.Is(id.ImageDigest, null)) && images.Any(i => i.Is(null, id.ImageTag))
            ? (null, Failure(id, "ImageTagDoesNotMatchDigest", "Requested image tag does not match the requested digest"))
            : (null, NotFound(id));
    }

    public static ImageFailureShape NotFound(ImageIdentifierShape id) => Failure(id, "ImageNotFound", "Requested image not found");

    public static ImageFailureShape Referenced(ImageIdentifierShape id, IReadOnlyList<string> by) => Failure(id, "ImageReferencedByManifestList", ReferencedWords(by));

    public static string ReferencedWords(IReadOnlyList<string> by) => $"Requested image referenced by manifest list: [{string.Join(", ", by)}]";

    private static ImageFailureShape Failure(ImageIdentifierShape id, string code, string reason) => new() { ImageId = id, FailureCode = code, FailureReason = reason };
}
