using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;
using Berth.Storage;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class CreateKey(IStore store, KmsKeys keys, Profile profile) : IOperation<CreateKeyRequest, CreateKeyResponse>
{
    public static string Action => "kms:CreateKey";

    public string Resource(CreateKeyRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateKeyRequest request, Caller caller) => [new(Action, "*") { RequestTags = KmsMapping.Tags(request.Tags) }];

    public async Task<CreateKeyResponse> Handle(CreateKeyRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.KeySpec is not (null or KmsNames.Algorithm) || request.CustomerMasterKeySpec is not (null or KmsNames.Algorithm)) throw KmsErrors.NotYet($"keys of the spec {request.KeySpec ?? request.CustomerMasterKeySpec}");
        if (request.KeyUsage is not (null or "ENCRYPT_DECRYPT")) throw KmsErrors.NotYet($"keys for {request.KeyUsage}");
        if (request.Origin is not (null or "AWS_KMS")) throw KmsErrors.NotYet($"keys of origin {request.Origin}");
        if (request.CustomKeyStoreId is not null || request.XksKeyId is not null) throw KmsErrors.NotYet("custom key stores");
        if (request.MultiRegion == true) throw KmsErrors.NotYet("multi-region keys");
        if (TagRules.Check([.. (request.Tags ?? []).Select(t => KeyValuePair.Create(t.TagKey ?? "", t.TagValue ?? ""))], profile.Quotas.TagsPerResource) is { } fault) throw KmsErrors.Tags(fault);
        var policy = request.Policy is null ? KmsNames.DefaultPolicy(caller.Scope) : KeyPolicies.Check(request.Policy, request.BypassPolicyLockoutSafetyCheck, caller);
        var key = keys.Make(request.Description ?? "", policy) with { Tags = KmsMapping.Tags(request.Tags) };
        await store.Commit([StoreExtensions.Put(KmsNames.KeyKind, key.KeyId, 0, key)], cancel);
        return new() { KeyMetadata = KmsMapping.ToWire(key, caller.Scope) };
    }
}
