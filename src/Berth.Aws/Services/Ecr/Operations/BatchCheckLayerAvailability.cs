using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class BatchCheckLayerAvailability(IStore store, TimeProvider clock) : IOperation<BatchCheckLayerAvailabilityRequest, BatchCheckLayerAvailabilityResponse>
{
    public static string Action => "ecr:BatchCheckLayerAvailability";

    public string Resource(BatchCheckLayerAvailabilityRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<BatchCheckLayerAvailabilityResponse> Handle(BatchCheckLayerAvailabilityRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var rows = new ImageRows(store, caller.Scope);
        var repository = await rows.Repository(request.RepositoryName!, cancel);
        var layers = new List<LayerShape>();
        var failures = new List<LayerFailureShape>();
        foreach (var digest in request.LayerDigests!)
        {
            if (!BlobFiles.IsDigest(digest))
            {
                failures.Add(new() { LayerDigest = digest, FailureCode = "InvalidLayerDigest", FailureReason = "Invalid request parameters: layer digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'" });
                continue;
            }

            var layer = await rows.Layer(repository.Name, digest, cancel);
            if (layer is not null) await rows.Name(repository.Name, layer, clock.GetUtcNow(), cancel);
            layers.Add(new() { LayerDigest = digest, LayerAvailability = layer is null ? "UNAVAILABLE" : "AVAILABLE", LayerSize = layer?.Size, MediaType = layer?.MediaType });
        }

        return new() { Layers = layers, Failures = failures };
    }
}
