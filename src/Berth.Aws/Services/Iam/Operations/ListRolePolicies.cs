using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListRolePolicies(IStore store, PageTokens tokens) : IOperation<ListRolePoliciesRequest, ListRolePoliciesResponse>
{
    public static string Action => "iam:ListRolePolicies";

    public string Resource(ListRolePoliciesRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<ListRolePoliciesResponse> Handle(ListRolePoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await new RoleRows(store).Get(request.RoleName!, cancel);
        var page = tokens.Cut(role.InlinePolicies.Keys.Order(StringComparer.Ordinal), n => n, $"{Action} {role.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { PolicyNames = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
