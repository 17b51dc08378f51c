using System.Text;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Registry;

namespace Berth.Aws.Services.Ecr;

internal static class EcrMapping
{
    public static RepositoryShape ToWire(RepositoryRecord repository, Caller caller) => new()
    {
        RepositoryArn = repository.Arn,
        RegistryId = caller.Scope.AccountId,
        RepositoryName = repository.Name,
        RepositoryUri = $"{RegistryHost(caller)}/{repository.Name}",
        CreatedAt = repository.CreatedAt,
        ImageTagMutability = repository.TagsImmutable ? "IMMUTABLE" : "MUTABLE",
        ImageScanningConfiguration = new() { ScanOnPush = false },
        EncryptionConfiguration = new() { EncryptionType = "AES256" },
    };

    public static ImageDetailShape ToWire(StoredImage image, string repository, Caller caller) => new()
    {
        RegistryId = caller.Scope.AccountId,
        RepositoryName = repository,
        ImageDigest = image.Record.Digest,
        ImageTags = image.Tags.Count == 0 ? null : image.Tags,
        ImageSizeInBytes = image.Record.Size,
        ImagePushedAt = image.Record.PushedAt,
        ImageManifestMediaType = image.Record.MediaType,
        ArtifactMediaType = image.Record.ArtifactMediaType,
    };

    public static ImageShape ToWire(StoredImage image, ImageIdentifierShape asked, string repository, Caller caller) => new()
    {
        RegistryId = caller.Scope.AccountId,
        RepositoryName = repository,
        ImageId = new() { ImageDigest = image.Record.Digest, ImageTag = asked.ImageTag },
        ImageManifest = Encoding.UTF8.GetString(image.Record.Manifest),
        ImageManifestMediaType = image.Record.MediaType,
    };

    /// <summary>Who came by a loopback name gets one that docker on this machine can push to; everybody else gets AWS's.</summary>
    private static string RegistryHost(Caller caller) =>
        caller.Endpoint.IsLoopback && !caller.AtServiceAddress ? caller.Endpoint.Authority : EcrNames.RegistryHost(caller.Scope);
}
