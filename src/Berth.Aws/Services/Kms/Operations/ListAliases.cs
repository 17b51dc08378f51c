using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Kms.Wire;
using Berth.Domain.Keys;
using Berth.Storage;

namespace Berth.Aws.Services.Kms.Operations;

internal sealed class ListAliases(IStore store, KmsKeys keys, PageTokens tokens) : IOperation<ListAliasesRequest, ListAliasesResponse>
{
    public static string Action => "kms:ListAliases";

    public string Resource(ListAliasesRequest request, Caller caller) => "*";

    public async Task<ListAliasesResponse> Handle(ListAliasesRequest request, Caller caller, CancellationToken cancel)
    {
        var target = request.KeyId is null ? null : (await keys.Resolve(request.KeyId, cancel)).KeyId;
        var aliases = (await store.FindAll<AliasRecord>(KmsNames.AliasKind, cancel: cancel)).Where(a => target is null || a.TargetKeyId == target);
        var page = new KmsPages(tokens).Cut(aliases, a => a.Name, $"{Action} {target}", request.Marker, request.Limit);
        return new() { Aliases = [.. page.Items.Select(a => KmsMapping.ToWire(a, caller.Scope))], NextMarker = page.NextToken, Truncated = page.NextToken is not null };
    }
}
