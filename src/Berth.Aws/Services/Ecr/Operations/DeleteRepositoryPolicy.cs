using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Answers the policy that is gone.</summary>
internal sealed class DeleteRepositoryPolicy(IStore store) : IOperation<DeleteRepositoryPolicyRequest, DeleteRepositoryPolicyResponse>
{
    public static string Action => "ecr:DeleteRepositoryPolicy";

    public string Resource(DeleteRepositoryPolicyRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<DeleteRepositoryPolicyResponse> Handle(DeleteRepositoryPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        string? gone = null;
        await new ImageRows(store, caller.Scope).ChangeRepository(
            request.RepositoryName!,
            repository => repository with { PolicyText = (gone = repository.PolicyText) is null ? throw EcrErrors.RepositoryPolicyNotFound(repository.Name, caller.Scope) : null }, cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = request.RepositoryName, PolicyText = gone };
    }
}
