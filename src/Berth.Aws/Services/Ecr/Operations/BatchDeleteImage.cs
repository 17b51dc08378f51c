using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>By tag: takes the tag away, and the image with its last one. By digest: deletes the image with all its tags.</summary>
internal sealed class BatchDeleteImage(IStore store, BlobFiles files) : IOperation<BatchDeleteImageRequest, BatchDeleteImageResponse>
{
    public static string Action => "ecr:BatchDeleteImage";

    public string Resource(BatchDeleteImageRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<BatchDeleteImageResponse> Handle(BatchDeleteImageRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        using var held = await files.Enter(cancel);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var deleted = new List<ImageIdentifierShape>();
        var failures = new List<ImageFailureShape>();
        foreach (var id in request.ImageIds!)
        {
            var images = await rows.Images(repository.Name, cancel);
            var (image, failure) = ImageLookup.Find(images, id);
            if (image is not null && image.EndsWith(id.ImageTag) && ImageRows.ReferencedBy(images, image) is { Count: > 0 } by) failure = ImageLookup.Referenced(id, by);
            if (image is null || failure is not null)
            {
                failures.Add(failure!);
                continue;
            }

            deleted.AddRange((await rows.Delete(repository.Name, image, id.ImageTag, cancel)).Select(tag => new ImageIdentifierShape { ImageDigest = image.Record.Digest, ImageTag = tag }));
        }

        return new() { ImageIds = deleted, Failures = failures };
    }
}
