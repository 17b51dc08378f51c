using System.Text.Json;

namespace Berth.Domain.Registry;

/// <summary>What a registry must know of a manifest: an OCI or docker image, or an index of several.</summary>
/// <param name="Blobs">Configuration and layers that must be there already.</param>
/// <param name="Manifests">Of an index: the images that must be there already.</param>
/// <param name="Size">Of all blobs together, in bytes.</param>
public sealed record Manifest(string MediaType, IReadOnlyList<ManifestBlob> Blobs, IReadOnlyList<string> Manifests, long Size, string? ConfigMediaType)
{
    public const string OciImage = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string DockerImage = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <param name="contentType">Of the request; used when the manifest does not say itself what it is.</param>
    /// <returns>Null when the bytes are no manifest of a kind that registries keep.</returns>
    public static Manifest? Read(byte[] bytes, string? contentType)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var type = Text(root, "mediaType") ?? contentType?.Split(';')[0].Trim();
            return type switch
            {
                OciImage or DockerImage => ReadImage(root, type),
                OciIndex or DockerList => new(type, [], [.. root.GetProperty("manifests").EnumerateArray().Select(Digest)], 0, null),
                _ => null,
            };
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static Manifest ReadImage(JsonElement root, string type)
    {
        var config = root.GetProperty("config");
        List<ManifestBlob> blobs = [Blob(config), .. root.GetProperty("layers").EnumerateArray().Select(Blob)];
        return blobs.TrueForAll(b => b.Size >= 0) ? new(type, blobs, [], blobs.Sum(b => b.Size), Text(config, "mediaType")) : throw new FormatException("A size is negative.");
    }

    private static ManifestBlob Blob(JsonElement descriptor) =>
        new(Digest(descriptor), descriptor.GetProperty("size").GetInt64(), Text(descriptor, "mediaType") ?? "");

    private static string Digest(JsonElement descriptor) => descriptor.GetProperty("digest").GetString() ?? throw new FormatException("A descriptor has no digest.");

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

public sealed record ManifestBlob(string Digest, long Size, string MediaType);
