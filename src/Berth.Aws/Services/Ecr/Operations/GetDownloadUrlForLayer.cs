using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>A URL that carries its right in itself for an hour: of the layer bucket, or of our own registry for who came to the port of every API and cannot find the bucket by its name.</summary>
internal sealed class GetDownloadUrlForLayer(IStore store, RegistryTokens registryTokens, LayerUrls layerUrls) : IOperation<GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>
{
    public static string Action => "ecr:GetDownloadUrlForLayer";

    public string Resource(GetDownloadUrlForLayerRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<GetDownloadUrlForLayerResponse> Handle(GetDownloadUrlForLayerRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        if (await rows.Layer(repository.Name, request.LayerDigest!, cancel) is null) throw EcrErrors.LayerInaccessible(request.LayerDigest!, repository.Name, caller.Scope);
        return new() { DownloadUrl = caller.AtServiceAddress ? layerUrls.Make(caller.Endpoint.Scheme, caller.Endpoint.Port, repository.Name, request.LayerDigest!) : OwnUrl(repository.Name, request.LayerDigest!, caller), LayerDigest = request.LayerDigest };
    }

    private string OwnUrl(string repository, string digest, Caller caller) => new Uri(caller.Endpoint, $"/v2/{repository}/blobs/{digest}?ticket={registryTokens.IssueForLayer(repository, digest)}").ToString();
}
