using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListAccessKeys(IStore store, PageTokens tokens) : IOperation<ListAccessKeysRequest, ListAccessKeysResponse>
{
    public static string Action => "iam:ListAccessKeys";

    public string Resource(ListAccessKeysRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName ?? caller.Principal.UserName);

    public async Task<ListAccessKeysResponse> Handle(ListAccessKeysRequest request, Caller caller, CancellationToken cancel)
    {
        var user = await store.GetEntity(HolderKinds.User, CallersUser.Name(request.UserName, caller), cancel);
        var keys = new List<AccessKeyRecord>();
        foreach (var id in user.AccessKeyIds)
            if (await store.Find<AccessKeyRecord>(IamNames.AccessKeyKind, id, cancel) is { } key) keys.Add(key.Record);
        var page = tokens.Cut(keys.OrderBy(k => k.AccessKeyId, StringComparer.Ordinal), k => k.AccessKeyId, $"{Action} {user.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { AccessKeyMetadata = [.. page.Items.Select(IamMapping.ToWire)], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
