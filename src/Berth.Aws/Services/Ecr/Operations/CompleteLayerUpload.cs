using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Makes a layer of what was uploaded, if its bytes have the digest that they should.</summary>
internal sealed class CompleteLayerUpload(IStore store, LayerUploads uploads) : IOperation<CompleteLayerUploadRequest, CompleteLayerUploadResponse>
{
    public static string Action => "ecr:CompleteLayerUpload";

    public string Resource(CompleteLayerUploadRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<CompleteLayerUploadResponse> Handle(CompleteLayerUploadRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var upload = new BlobUpload(repository.Name, request.UploadId!);
        var received = uploads.Received(upload) ?? throw EcrErrors.UploadNotFound(upload.Id, repository.Name, caller.Scope);
        if (received == 0) throw EcrErrors.EmptyUpload(upload.Id, repository.Name, caller.Scope);
        if (request.LayerDigests is not [var digest] || !BlobFiles.IsDigest(digest)) throw EcrErrors.Unsatisfied("layerDigests", "one sha256 digest must be specified");
        if (await rows.Layer(repository.Name, digest, cancel) is not null)
        {
            uploads.Cancel(upload);
            throw EcrErrors.LayerExists(digest, repository.Name, caller.Scope);
        }

        if (!await uploads.Finish(upload, digest, rows, cancel)) throw EcrErrors.InvalidLayer(digest, repository.Name, caller.Scope);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, UploadId = upload.Id, LayerDigest = digest };
    }
}
