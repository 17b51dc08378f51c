using Berth.Aws.Dispatch;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Access;
using Berth.Domain.Keys;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class DeleteAlias(AliasAccess aliases, IAuthorizer authorizer) : IOperation<DeleteAliasRequest, DeleteAliasResponse>
{
    public static string Action => "kms:DeleteAlias";

    public string Resource(DeleteAliasRequest request, Caller caller) => "*";

    /// <summary>Handle asks, once the key is known.</summary>
    public IReadOnlyList<AccessDemand>? Demands(DeleteAliasRequest request, Caller caller) => [];

    public async Task<DeleteAliasResponse> Handle(DeleteAliasRequest request, Caller caller, CancellationToken cancel)
    {
        var arn = KmsNames.AliasArn(caller.Scope, request.AliasName!);
        if (request.AliasName!.StartsWith(KmsNames.ManagedAliasPrefix, StringComparison.Ordinal)) throw new AwsException("NotAuthorizedException", "");
        await authorizer.Require(caller, new(Action, arn), cancel);
        await aliases.Change(request.AliasName!, Action, _ => null, caller, cancel);
        return new();
    }
}
