using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Operations;

internal sealed class CreateRepository(IStore store, TimeProvider clock, Profile profile) : IOperation<CreateRepositoryRequest, CreateRepositoryResponse>
{
    public static string Action => "ecr:CreateRepository";

    public string Resource(CreateRepositoryRequest request, Caller caller) => EcrNames.RepositoryArn(caller.Scope, request.RepositoryName ?? "*");

    public async Task<CreateRepositoryResponse> Handle(CreateRepositoryRequest request, Caller caller, CancellationToken cancel)
    {
        EcrErrors.CheckRegistry(request.RegistryId, caller.Scope);
        if (request.EncryptionConfiguration is { EncryptionType: not "AES256" }) throw EcrErrors.NotYet($"encryption {request.EncryptionConfiguration.EncryptionType}");
        if (request.ImageScanningConfiguration?.ScanOnPush == true) throw EcrErrors.NotYet("scanOnPush");
        if (request.ImageTagMutability is not (null or "MUTABLE" or "IMMUTABLE") || request.ImageTagMutabilityExclusionFilters is { Count: > 0 }) throw EcrErrors.NotYet("tag mutability with exclusions");
        var tags = (request.Tags ?? []).Select(t => KeyValuePair.Create(t.Key ?? "", t.Value ?? "")).ToList();
        if (TagRules.Check(tags, profile.Quotas.TagsPerResource) is { } fault) throw EcrErrors.InvalidParameter(fault);
        var repository = new RepositoryRecord
        {
            Name = request.RepositoryName!,
            Arn = EcrNames.RepositoryArn(caller.Scope, request.RepositoryName!),
            CreatedAt = clock.GetUtcNow(),
            TagsImmutable = request.ImageTagMutability == "IMMUTABLE",
            Tags = tags.ToDictionary(StringComparer.Ordinal),
        };
        if (!await store.TryAdd(EcrNames.RepositoryKind, repository.Name, repository, cancel)) throw EcrErrors.RepositoryExists(repository.Name, caller.Scope);
        return new() { Repository = EcrMapping.ToWire(repository, caller) };
    }
}
