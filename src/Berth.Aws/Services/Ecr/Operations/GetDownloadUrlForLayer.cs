using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>A URL of our own registry that carries its right in itself for an hour.</summary>
internal sealed class GetDownloadUrlForLayer(IStore store, RegistryTokens registryTokens) : IOperation<GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>
{
    public static string Action => "ecr:GetDownloadUrlForLayer";

    public string Resource(GetDownloadUrlForLayerRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<GetDownloadUrlForLayerResponse> Handle(GetDownloadUrlForLayerRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller.Scope);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        if (await rows.Layer(repository.Name, request.LayerDigest!, cancel) is null) throw EcrErrors.LayerInaccessible(request.LayerDigest!, repository.Name, caller.Scope);
        var ticket = registryTokens.IssueForLayer(repository.Name, request.LayerDigest!);
        return new() { DownloadUrl = new Uri(caller.Endpoint, $"/v2/{repository.Name}/blobs/{request.LayerDigest}?ticket={ticket}").ToString(), LayerDigest = request.LayerDigest };
    }
}
