using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class UpdateAccessKey(IStore store) : IOperation<UpdateAccessKeyRequest, UpdateAccessKeyResponse>
{
    public static string Action => "iam:UpdateAccessKey";

    public string Resource(UpdateAccessKeyRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName ?? caller.Principal.UserName);

    public async Task<UpdateAccessKeyResponse> Handle(UpdateAccessKeyRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.Status is not ("Active" or "Inactive")) throw IamErrors.NotYet($"the status {request.Status} of access keys");
        var name = CallersUser.Name(request.UserName, caller);
        await store.GetEntity(HolderKinds.User, name, cancel);
        await store.Change<AccessKeyRecord>(
            IamNames.AccessKeyKind, request.AccessKeyId!, key => key?.UserName == name ? key with { Active = request.Status == "Active" } : throw IamErrors.MissingAccessKey(request.AccessKeyId!), cancel);
        return new();
    }
}
