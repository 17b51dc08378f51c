using System.Text;
using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Takes an image whose layers are here already, or points a tag at one.</summary>
internal sealed class PutImage(ImagePush pushes, DiskGuard disk) : IOperation<PutImageRequest, PutImageResponse>
{
    public static string Action => "ecr:PutImage";

    public string Resource(PutImageRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<PutImageResponse> Handle(PutImageRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        if (request.ImageTag is { } named && !ImagePush.IsTag(named)) throw EcrErrors.Unsatisfied("imageTag", "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'");
        var bytes = Encoding.UTF8.GetBytes(request.ImageManifest!);
        var manifest = Manifest.Read(bytes, request.ImageManifestMediaType) ?? throw EcrErrors.Unsatisfied("ImageManifest", "Invalid JSON syntax");
        var digest = ImagePush.DigestOf(bytes);
        if (request.ImageDigest is { } expected && expected != digest) throw EcrErrors.DigestMismatch();
        disk.Check();
        var (name, tag, scope) = (request.RepositoryName!, request.ImageTag, caller.Scope);
        return await pushes.Push(name, manifest, bytes, tag, cancel) switch
        {
            PushOutcome.Taken => new() { Image = ToWire(request, manifest, digest, scope) },
            PushOutcome.Known => throw EcrErrors.ImageExists(digest, tag, name, scope),
            PushOutcome.LayersMissing missing => throw EcrErrors.LayersNotFound(missing.Digests, name, scope),
            PushOutcome.ImagesMissing missing => throw EcrErrors.ImagesNotFound(missing.Digests, name, scope),
            PushOutcome.TagFixed taken => throw EcrErrors.TagFixed(taken.Tag, name),
            PushOutcome.Full full => throw EcrErrors.TooManyImages(full.ImagesMax, name, scope),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static ImageShape ToWire(PutImageRequest request, Manifest manifest, string digest, AwsScope scope) => new()
    {
        RegistryId = scope.AccountId,
        RepositoryName = request.RepositoryName,
        ImageId = new() { ImageDigest = digest, ImageTag = request.ImageTag },
        ImageManifest = request.ImageManifest,
        ImageManifestMediaType = manifest.MediaType,
    };
}
