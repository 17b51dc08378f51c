using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListAttachedGroupPolicies(IStore store, PageTokens tokens) : IOperation<ListAttachedGroupPoliciesRequest, ListAttachedGroupPoliciesResponse>
{
    public static string Action => "iam:ListAttachedGroupPolicies";

    public string Resource(ListAttachedGroupPoliciesRequest request, Caller caller) => store.ArnOf(HolderKinds.Group, caller.Scope, request.GroupName);

    public async Task<ListAttachedGroupPoliciesResponse> Handle(ListAttachedGroupPoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = await HolderPolicies.Attached(store, tokens, HolderKinds.Group, request.GroupName!, request.PathPrefix, request.Marker, request.MaxItems, cancel);
        return new() { AttachedPolicies = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
