using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListUserPolicies(IStore store, PageTokens tokens) : IOperation<ListUserPoliciesRequest, ListUserPoliciesResponse>
{
    public static string Action => "iam:ListUserPolicies";

    public string Resource(ListUserPoliciesRequest request, Caller caller) => store.ArnOf(HolderKinds.User, caller.Scope, request.UserName);

    public async Task<ListUserPoliciesResponse> Handle(ListUserPoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = await HolderPolicies.InlineNames(store, tokens, HolderKinds.User, request.UserName!, request.Marker, request.MaxItems, cancel);
        return new() { PolicyNames = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
