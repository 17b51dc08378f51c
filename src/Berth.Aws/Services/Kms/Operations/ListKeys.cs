using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Keys;
using Berth.Storage;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class ListKeys(IStore store, PageTokens tokens) : IOperation<ListKeysRequest, ListKeysResponse>
{
    public static string Action => "kms:ListKeys";

    public string Resource(ListKeysRequest request, Caller caller) => "*";

    public async Task<ListKeysResponse> Handle(ListKeysRequest request, Caller caller, CancellationToken cancel)
    {
        var page = new KmsPages(tokens).Cut(await store.FindAll<KeyRecord>(KmsNames.KeyKind, cancel: cancel), k => k.KeyId, Action, request.Marker, request.Limit);
        return new() { Keys = [.. page.Items.Select(k => new KeyListEntryShape { KeyId = k.KeyId, KeyArn = k.Arn })], NextMarker = page.NextToken, Truncated = page.NextToken is not null };
    }
}
