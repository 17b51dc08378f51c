using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class BatchCheckLayerAvailability(IStore store) : IOperation<BatchCheckLayerAvailabilityRequest, BatchCheckLayerAvailabilityResponse>
{
    public static string Action => "ecr:BatchCheckLayerAvailability";

    public string Resource(BatchCheckLayerAvailabilityRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<BatchCheckLayerAvailabilityResponse> Handle(BatchCheckLayerAvailabilityRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller.Scope);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var layers = new List<LayerShape>();
        foreach (var digest in request.LayerDigests!)
        {
            var layer = await rows.Layer(repository.Name, digest, cancel);
            layers.Add(new() { LayerDigest = digest, LayerAvailability = layer is null ? "UNAVAILABLE" : "AVAILABLE", LayerSize = layer?.Size, MediaType = layer?.MediaType });
        }

        return new() { Layers = layers, Failures = [] };
    }
}
