using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

/// <summary>What a policy, the given one or the repository's own, would expire now. Replaces the preview before it.</summary>
internal sealed class StartLifecyclePolicyPreview(IStore store, BlobFiles files, TimeProvider clock) : IOperation<StartLifecyclePolicyPreviewRequest, StartLifecyclePolicyPreviewResponse>
{
    public static string Action => "ecr:StartLifecyclePolicyPreview";

    public string Resource(StartLifecyclePolicyPreviewRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<StartLifecyclePolicyPreviewResponse> Handle(StartLifecyclePolicyPreviewRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        if (request.LifecyclePolicyText is { } given) EcrMapping.ToLifecycle(given);
        using var held = await files.Enter(cancel);
        var repository = await new ImageRows(store, caller.Scope).Repository(request.RepositoryName!, cancel);
        var text = request.LifecyclePolicyText ?? (await store.Find<LifecyclePolicyRecord>(EcrNames.LifecyclePolicyKind, repository.Name, cancel))?.Record.Text
            ?? throw EcrErrors.LifecyclePolicyNotFound(repository.Name, caller.Scope);
        await store.Change<LifecyclePreviewRecord>(EcrNames.LifecyclePreviewKind, repository.Name, _ => new(text, clock.GetUtcNow()), cancel);
        return new() { RegistryId = caller.Scope.AccountId, RepositoryName = repository.Name, LifecyclePolicyText = text, Status = "IN_PROGRESS" };
    }
}
