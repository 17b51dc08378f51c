using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class GetRepositoryPolicy(IStore store) : IOperation<GetRepositoryPolicyRequest, GetRepositoryPolicyResponse>
{
    public static string Action => "ecr:GetRepositoryPolicy";

    public string Resource(GetRepositoryPolicyRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<GetRepositoryPolicyResponse> Handle(GetRepositoryPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        if (repository.PolicyText is null) throw EcrErrors.RepositoryPolicyNotFound(repository.Name, caller.Scope);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, PolicyText = repository.PolicyText };
    }
}
