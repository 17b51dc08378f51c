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
        EcrErrors.CheckRegistry(request.RegistryId, caller.Scope);
        if (request.ImageTagMutability is not ("MUTABLE" or "IMMUTABLE") || request.ImageTagMutabilityExclusionFilters is { Count: > 0 }) throw EcrErrors.NotYet("tag mutability with exclusions");
        var rows = new ImageRows(store, caller.Scope);
        await rows.ChangeRepository(request.RepositoryName!, repository => repository with { TagsImmutable = request.ImageTagMutability == "IMMUTABLE" }, cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = request.RepositoryName, ImageTagMutability = request.ImageTagMutability };
    }
}
