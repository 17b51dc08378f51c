using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListRolePolicies(IStore store, PageTokens tokens) : IOperation<ListRolePoliciesRequest, ListRolePoliciesResponse>
{
    public static string Action => "iam:ListRolePolicies";

    public string Resource(ListRolePoliciesRequest request, Caller caller) => store.ArnOf(HolderKinds.Role, caller.Scope, request.RoleName);

    public async Task<ListRolePoliciesResponse> Handle(ListRolePoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = await HolderPolicies.InlineNames(store, tokens, HolderKinds.Role, request.RoleName!, request.Marker, request.MaxItems, cancel);
        return new() { PolicyNames = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
