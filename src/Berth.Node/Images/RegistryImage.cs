using System.Security.Cryptography;
using System.Text;

namespace Berth.Node.Images;

/// <summary>An image as its registry names it: what the tag means, and the manifest for this platform.</summary>
/// <param name="NamedDigest">Of what the tag named, which may be an index: ECS's imageDigest.</param>
internal sealed record RegistryImage(string NamedDigest, ManifestJson Manifest, byte[] Bytes, string Digest, string MediaType)
{
    /// <exception cref="PullException">It is not there, or not an image for this platform.</exception>
    public static async Task<RegistryImage> Resolve(ImageReference reference, RegistryClient registry, CancellationToken cancel)
    {
        var (bytes, digest, mediaType) = await registry.Manifest(reference.Digest ?? reference.Tag!, cancel);
        var (imageBytes, imageDigest, imageType) = mediaType is RegistryClient.OciIndex or RegistryClient.DockerList ? await registry.ManifestOf(Platform(bytes, reference), cancel) : (bytes, digest, mediaType);
        var manifest = JsonForms.Read<ManifestJson>(imageBytes, reference);
        if (manifest.Config is null || manifest.Layers is null) throw new PullException($"ref pull has been retried 1 time(s): the manifest {imageDigest} of {reference} is not an image");
        return new(digest, manifest, imageBytes, imageDigest, imageType);
    }

    public PulledImage Pulled(ImageReference reference, ConfigJson config) => new(reference, NamedDigest, ChainId(config), new ImageConfig
    {
        EntryPoint = config.Config?.Entrypoint ?? [],
        Command = config.Config?.Cmd ?? [],
        Environment = config.Config?.Env ?? [],
        WorkingDirectory = config.Config?.WorkingDir ?? "",
        User = config.Config?.User ?? "",
        StopSignal = config.Config?.StopSignal,
        Volumes = [.. config.Config?.Volumes?.Keys ?? []],
    });

    public static string ChainId(ConfigJson config) => (config.Rootfs?.DiffIds ?? []).Aggregate("", Chain);

    /// <summary>c(0) = diff id 0; c(n) = sha256(c(n-1) + " " + diff id n). Source: OCI image specification, layer chain id.</summary>
    public static string Chain(string parent, string diffId) => parent.Length == 0 ? diffId : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(parent + " " + diffId)));

    private static string Platform(byte[] index, ImageReference reference)
    {
        var chosen = JsonForms.Read<IndexJson>(index, reference).Manifests?.FirstOrDefault(m => m.Platform is { Os: "linux", Architecture: "amd64" });
        return chosen?.Digest ?? throw new PullException("pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'");
    }
}
