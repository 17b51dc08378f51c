using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class BatchGetImage(IStore store) : IOperation<BatchGetImageRequest, BatchGetImageResponse>
{
    public static string Action => "ecr:BatchGetImage";

    public string Resource(BatchGetImageRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<BatchGetImageResponse> Handle(BatchGetImageRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller.Scope);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var images = await rows.Images(repository.Name, cancel);
        var found = new List<ImageShape>();
        var failures = new List<ImageFailureShape>();
        foreach (var id in request.ImageIds!)
        {
            if (images.FirstOrDefault(i => i.Is(id.ImageDigest, id.ImageTag)) is { } image) found.Add(EcrMapping.ToWire(image, id, repository.Name, caller));
            else failures.Add(new() { ImageId = id, FailureCode = "ImageNotFound", FailureReason = "Requested image not found" });
        }

        return new() { Images = found, Failures = failures };
    }
}
