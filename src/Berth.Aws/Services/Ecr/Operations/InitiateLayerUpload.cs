using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Begins an upload in parts. One that nobody goes on with is given up after an hour.</summary>
internal sealed class InitiateLayerUpload(IStore store, LayerUploads uploads) : IOperation<InitiateLayerUploadRequest, InitiateLayerUploadResponse>
{
    /// <summary>That clients should send at once, in bytes. Source: answers of ECR.</summary>
    private const long PartBytes = 10 << 20;

    public static string Action => "ecr:InitiateLayerUpload";

    public string Resource(InitiateLayerUploadRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<InitiateLayerUploadResponse> Handle(InitiateLayerUploadRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        return new() { UploadId = uploads.Begin(repository.Name).Id, PartSize = PartBytes };
    }
}
