using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class PutImageTagMutability(IStore store) : IOperation<PutImageTagMutabilityRequest, PutImageTagMutabilityResponse>
{
    public static string Action => "ecr:PutImageTagMutability";

    public string Resource(PutImageTagMutabilityRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<PutImageTagMutabilityResponse> Handle(PutImageTagMutabilityRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var mutability = EcrMapping.ToMutability(request.ImageTagMutability, request.ImageTagMutabilityExclusionFilters);
        var rows = new ImageRows(store, caller.Scope);
        await rows.ChangeRepository(request.RepositoryName!, repository => repository with { TagsImmutable = mutability.Immutable, TagExclusions = mutability.Exclusions }, cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = request.RepositoryName, ImageTagMutability = mutability.Name, ImageTagMutabilityExclusionFilters = request.ImageTagMutabilityExclusionFilters };
    }
}
