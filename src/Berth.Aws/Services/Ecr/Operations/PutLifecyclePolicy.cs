using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>The images that it expires go with the next sweep.</summary>
internal sealed class PutLifecyclePolicy(IStore store, BlobFiles files) : IOperation<PutLifecyclePolicyRequest, PutLifecyclePolicyResponse>
{
    public static string Action => "ecr:PutLifecyclePolicy";

    public string Resource(PutLifecyclePolicyRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<PutLifecyclePolicyResponse> Handle(PutLifecyclePolicyRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        EcrMapping.ToLifecycle(request.LifecyclePolicyText!);
        using var held = await files.Enter(cancel);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        await store.Change<LifecyclePolicyRecord>(EcrNames.LifecyclePolicyKind, repository.Name, _ => new(request.LifecyclePolicyText!, null), cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, LifecyclePolicyText = request.LifecyclePolicyText };
    }
}
