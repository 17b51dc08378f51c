using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class GetLifecyclePolicy(IStore store) : IOperation<GetLifecyclePolicyRequest, GetLifecyclePolicyResponse>
{
    public static string Action => "ecr:GetLifecyclePolicy";

    public string Resource(GetLifecyclePolicyRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<GetLifecyclePolicyResponse> Handle(GetLifecyclePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        var policy = (await store.Find<LifecyclePolicyRecord>(EcrNames.LifecyclePolicyKind, repository.Name, cancel))?.Record ?? throw EcrErrors.LifecyclePolicyNotFound(repository.Name, caller.Scope);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, LifecyclePolicyText = policy.Text, LastEvaluatedAt = policy.EvaluatedAt };
    }
}
