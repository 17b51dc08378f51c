using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListAttachedUserPolicies(IStore store, PageTokens tokens) : IOperation<ListAttachedUserPoliciesRequest, ListAttachedUserPoliciesResponse>
{
    public static string Action => "iam:ListAttachedUserPolicies";

    public string Resource(ListAttachedUserPoliciesRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public async Task<ListAttachedUserPoliciesResponse> Handle(ListAttachedUserPoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = await HolderPolicies.Attached(store, tokens, HolderKinds.User, request.UserName!, request.PathPrefix, request.Marker, request.MaxItems, cancel);
        return new() { AttachedPolicies = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
