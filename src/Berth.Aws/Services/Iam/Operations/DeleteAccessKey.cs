using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class DeleteAccessKey(IStore store) : IOperation<DeleteAccessKeyRequest, DeleteAccessKeyResponse>
{
    public static string Action => "iam:DeleteAccessKey";

    public string Resource(DeleteAccessKeyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName ?? caller.Principal.UserName);

    public async Task<DeleteAccessKeyResponse> Handle(DeleteAccessKeyRequest request, Caller caller, CancellationToken cancel)
    {
        var name = CallersUser.Name(request.UserName, caller);
        var id = request.AccessKeyId!;
        await IamUnit.Run(store, async unit =>
        {
            var user = await unit.Get(HolderKinds.User, name);
            if (!user.AccessKeyIds.Contains(id, StringComparer.Ordinal)) throw IamErrors.MissingAccessKey(id);
            await unit.Find<AccessKeyRecord>(IamNames.AccessKeyKind, id);
            unit.Put(HolderKinds.User, user with { AccessKeyIds = [.. user.AccessKeyIds.Where(k => k != id)] });
            unit.Delete(IamNames.AccessKeyKind, id);
            if (await unit.Find<AccessKeyUseRecord>(IamNames.AccessKeyUseKind, id) is not null) unit.Delete(IamNames.AccessKeyUseKind, id);
        }, cancel);
        return new();
    }
}
