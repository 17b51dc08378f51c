using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>Answers the policy that is gone.</summary>
internal sealed class DeleteLifecyclePolicy(IStore store) : IOperation<DeleteLifecyclePolicyRequest, DeleteLifecyclePolicyResponse>
{
    public static string Action => "ecr:DeleteLifecyclePolicy";

    public string Resource(DeleteLifecyclePolicyRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<DeleteLifecyclePolicyResponse> Handle(DeleteLifecyclePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        LifecyclePolicyRecord? gone = null;
        await store.Change<LifecyclePolicyRecord>(EcrNames.LifecyclePolicyKind, repository.Name, old => (gone = old) is null ? throw EcrErrors.LifecyclePolicyNotFound(repository.Name, caller.Scope) : null, cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, LifecyclePolicyText = gone!.Text, LastEvaluatedAt = gone.EvaluatedAt };
    }
}
