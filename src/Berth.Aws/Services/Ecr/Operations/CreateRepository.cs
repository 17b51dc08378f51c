using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class CreateRepository(IStore store, TimeProvider clock, Profile profile) : IOperation<CreateRepositoryRequest, CreateRepositoryResponse>
{
    public static string Action => "ecr:CreateRepository";

    public string Resource(CreateRepositoryRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    /// <summary>Who gives tags must be permitted to tag.</summary>
    public IReadOnlyList<AccessDemand>? Demands(CreateRepositoryRequest request, Caller caller) =>
        request.Tags is { Count: > 0 } ? [EcrMapping.Tagging(Action, Resource(request, caller), Tags(request)), EcrMapping.Tagging(TagResource.Action, Resource(request, caller), Tags(request))] : null;

    public async Task<CreateRepositoryResponse> Handle(CreateRepositoryRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller, Action, request.RepositoryName);
        if (request.EncryptionConfiguration is { EncryptionType: not "AES256" }) throw EcrErrors.NotYet($"encryption {request.EncryptionConfiguration.EncryptionType}");
        if (request.ImageScanningConfiguration?.ScanOnPush == true) throw EcrErrors.NotYet("scanOnPush");
        if (request.EncryptionConfiguration?.KmsKey is not null) throw EcrErrors.Unsatisfied("encryptionConfiguration", "kmsKey cannot be specified when encryptionType is AES256");
        var mutability = EcrMapping.ToMutability(request.ImageTagMutability, request.ImageTagMutabilityExclusionFilters);
        var tags = Tags(request);
        if (TagRules.Check(tags, profile.Quotas.TagsPerResource) is { } fault) throw EcrErrors.InvalidParameter(fault);
        var repository = new RepositoryRecord
        {
            Name = request.RepositoryName!,
            Arn = EcrNames.RepositoryArn(caller.Scope, request.RepositoryName!),
            CreatedAt = clock.GetUtcNow(),
            TagsImmutable = mutability.Immutable,
            TagExclusions = mutability.Exclusions,
            Tags = tags.ToDictionary(StringComparer.Ordinal),
        };
        if (await store.Get(EcrNames.RepositoryKind, repository.Name, cancel) is null && (await store.List(EcrNames.RepositoryKind, cancel: cancel)).Count >= profile.Quotas.Repositories)
            throw EcrErrors.TooManyRepositories(profile.Quotas.Repositories, caller.Scope);
        if (!await store.TryAdd(EcrNames.RepositoryKind, repository.Name, repository, cancel)) throw EcrErrors.RepositoryExists(repository.Name, caller.Scope);
        return new() { Repository = EcrMapping.ToWire(repository, caller) };
    }

    private static List<KeyValuePair<string, string>> Tags(CreateRepositoryRequest request) => [.. (request.Tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? ""))];
}
