using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListAttachedRolePolicies(IStore store, PageTokens tokens) : IOperation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse>
{
    public static string Action => "iam:ListAttachedRolePolicies";

    public string Resource(ListAttachedRolePoliciesRequest request, Caller caller) => IamNames.RoleArn(caller.Scope, "/", request.RoleName ?? "");

    public async Task<ListAttachedRolePoliciesResponse> Handle(ListAttachedRolePoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var role = await new RoleRows(store).Get(request.RoleName!, cancel);
        var page = tokens.Cut(
            role.AttachedPolicyArns.Order(StringComparer.Ordinal), a => a, $"{Action} {role.Name}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new()
        {
            AttachedPolicies = [.. page.Items.Select(arn => new AttachedPolicyShape { PolicyArn = arn, PolicyName = IamNames.RoleNameOf(arn) })],
            IsTruncated = page.NextToken is not null,
            Marker = page.NextToken,
        };
    }
}
