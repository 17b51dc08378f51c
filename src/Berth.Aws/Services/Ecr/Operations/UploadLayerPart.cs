using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Parts come in order, each of any size up to 20 MiB.</summary>
internal sealed class UploadLayerPart(IStore store, LayerUploads uploads) : IOperation<UploadLayerPartRequest, UploadLayerPartResponse>
{
    public static string Action => "ecr:UploadLayerPart";

    public string Resource(UploadLayerPartRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<UploadLayerPartResponse> Handle(UploadLayerPartRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        var upload = new BlobUpload(repository.Name, request.UploadId!);
        var received = uploads.Received(upload) ?? throw EcrErrors.UploadNotFound(upload.Id, repository.Name, caller.Scope);
        var (first, last, bytes) = (request.PartFirstByte!.Value, request.PartLastByte!.Value, request.LayerPartBlob!);
        if (first != received || last - first + 1 != bytes.Length) throw EcrErrors.InvalidLayerPart(received, upload.Id, repository.Name, caller.Scope);
        using var content = new MemoryStream(bytes, writable: false);
        received = await uploads.Append(upload, content, cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, UploadId = upload.Id, LastByteReceived = received - 1 };
    }
}
