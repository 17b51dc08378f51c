using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;
using Berth.Storage;

namespace Berth.Aws.Services.Kms.Operations;

/// <summary>Needs the permission on the alias and on the key.</summary>
internal sealed class CreateAlias(IStore store, KeyAccess access, IAuthorizer authorizer, TimeProvider clock) : IOperation<CreateAliasRequest, CreateAliasResponse>
{
    public static string Action => "kms:CreateAlias";

    public string Resource(CreateAliasRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(CreateAliasRequest request, Caller caller) => [];

    public async Task<CreateAliasResponse> Handle(CreateAliasRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.AliasName!;
        if (!KmsNames.IsAlias(name)) throw KmsErrors.InvalidAlias("Alias must start with the prefix \"alias/\" and contain only alphanumeric characters, forward slashes, underscores, and dashes.");
        if (name.StartsWith(KmsNames.ManagedAliasPrefix, StringComparison.Ordinal)) throw new AwsException("NotAuthorizedException", "");
        var arn = KmsNames.AliasArn(caller.Scope, name);
        await authorizer.Require(caller, new(Action, arn), cancel);
        var key = await access.FindKey(request.TargetKeyId!, Action, caller, cancel);
        var now = clock.GetUtcNow();
        if (KeyStates.Change(key) is { } refusal) throw KmsErrors.From(refusal, key);
        return await store.TryAdd(KmsNames.AliasKind, name, new AliasRecord(name, key.KeyId, now, now), cancel) ? new() : throw KmsErrors.AlreadyExists(arn);
    }
}
