using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Deletes an empty repository, or with force one with its images.</summary>
internal sealed class DeleteRepository(IStore store, BlobFiles files) : IOperation<DeleteRepositoryRequest, DeleteRepositoryResponse>
{
    public static string Action => "ecr:DeleteRepository";

    public string Resource(DeleteRepositoryRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<DeleteRepositoryResponse> Handle(DeleteRepositoryRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        using var held = await files.Enter(cancel);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var images = await rows.Images(repository.Name, cancel);
        if (images.Count > 0 && request.Force != true) throw EcrErrors.RepositoryNotEmpty(repository.Name, caller.Scope);
        await rows.DeleteRepository(repository.Name, cancel);
        return new() { Repository = EcrMapping.ToWire(repository, caller) };
    }
}
