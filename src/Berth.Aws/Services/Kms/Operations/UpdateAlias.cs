using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class UpdateAlias(KeyAccess access, AliasAccess aliases, IAuthorizer authorizer, TimeProvider clock) : IOperation<UpdateAliasRequest, UpdateAliasResponse>
{
    public static string Action => "kms:UpdateAlias";

    public string Resource(UpdateAliasRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(UpdateAliasRequest request, Caller caller) => [];

    public async Task<UpdateAliasResponse> Handle(UpdateAliasRequest request, Caller caller, CancellationToken cancel)
    {
        var name = request.AliasName!;
        var arn = KmsNames.AliasArn(caller.Scope, name);
        if (name.StartsWith(KmsNames.ManagedAliasPrefix, StringComparison.Ordinal)) throw new AwsException("NotAuthorizedException", "");
        await authorizer.Require(caller, new(Action, arn), cancel);
        var key = await access.FindKey(request.TargetKeyId!, Action, caller, cancel);
        if (KeyStates.Change(key) is { } refusal) throw KmsErrors.From(refusal, key);
        await aliases.Change(name, Action, old => old with { TargetKeyId = key.KeyId, UpdatedAt = clock.GetUtcNow() }, caller, cancel);
        return new();
    }
}
