using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Manifests as they were pushed: none is rewritten into a media type that the caller would rather have, so an image of another is not found.</summary>
internal sealed class BatchGetImage(IStore store) : IOperation<BatchGetImageRequest, BatchGetImageResponse>
{
    public static string Action => "ecr:BatchGetImage";

    public string Resource(BatchGetImageRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<BatchGetImageResponse> Handle(BatchGetImageRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var images = await rows.Images(repository.Name, cancel);
        var found = new List<ImageShape>();
        var failures = new List<ImageFailureShape>();
        foreach (var id in request.ImageIds!)
        {
            var (image, failure) = ImageLookup.Find(images, id);
            if (image is null) failures.Add(failure!);
            else if (request.AcceptedMediaTypes is { Count: > 0 } accepted && !accepted.Contains(image.Record.MediaType, StringComparer.Ordinal)) failures.Add(ImageLookup.NotFound(id));
            else found.Add(EcrMapping.ToWire(image, id, repository.Name, caller));
        }

        return new() { Images = found, Failures = failures };
    }
}
