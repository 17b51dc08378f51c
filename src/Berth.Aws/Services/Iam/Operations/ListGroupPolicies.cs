using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListGroupPolicies(IStore store, PageTokens tokens) : IOperation<ListGroupPoliciesRequest, ListGroupPoliciesResponse>
{
    public static string Action => "iam:ListGroupPolicies";

    public string Resource(ListGroupPoliciesRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<ListGroupPoliciesResponse> Handle(ListGroupPoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = await HolderPolicies.InlineNames(store, tokens, HolderKinds.Group, request.GroupName!, request.Marker, request.MaxItems, cancel);
        return new() { PolicyNames = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
