using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListAttachedRolePolicies(IStore store, PageTokens tokens) : IOperation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse>
{
    public static string Action => "iam:ListAttachedRolePolicies";

    public string Resource(ListAttachedRolePoliciesRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<ListAttachedRolePoliciesResponse> Handle(ListAttachedRolePoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = await HolderPolicies.Attached(store, tokens, HolderKinds.Role, request.RoleName!, request.PathPrefix, request.Marker, request.MaxItems, cancel);
        return new() { AttachedPolicies = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
