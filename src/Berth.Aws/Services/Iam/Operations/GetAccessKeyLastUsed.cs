using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetAccessKeyLastUsed(IStore store, AccessKeyUses uses) : IOperation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>
{
    public static string Action => "iam:GetAccessKeyLastUsed";

    public string Resource(GetAccessKeyLastUsedRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, store.Peek<AccessKeyRecord>(IamNames.AccessKeyKind, request.AccessKeyId)?.UserName);

    public async Task<GetAccessKeyLastUsedResponse> Handle(GetAccessKeyLastUsedRequest request, Caller caller, CancellationToken cancel)
    {
        var key = (await store.Find<AccessKeyRecord>(IamNames.AccessKeyKind, request.AccessKeyId!, cancel))?.Record ?? throw IamErrors.MissingAccessKey(request.AccessKeyId!);
        var use = await uses.Find(key.AccessKeyId, cancel);
        return new() { UserName = key.UserName, AccessKeyLastUsed = new() { LastUsedDate = use?.At, ServiceName = use?.Service ?? "N/A", Region = use?.Region ?? "N/A" } };
    }
}
