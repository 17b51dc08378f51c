using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListPolicies(IStore store, PageTokens tokens) : IOperation<ListPoliciesRequest, ListPoliciesResponse>
{
    public static string Action => "iam:ListPolicies";

    public string Resource(ListPoliciesRequest request, Caller caller) => "*";

    public async Task<ListPoliciesResponse> Handle(ListPoliciesRequest request, Caller caller, CancellationToken cancel)
    {
        var rows = new PolicyRows(store);
        var use = await rows.Uses(cancel);
        var policies = (await rows.All(cancel)).Where(p => p.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal) && request.Scope switch
        {
            "AWS" => AwsManagedPolicies.IsAws(p.Arn),
            "Local" => !AwsManagedPolicies.IsAws(p.Arn),
            _ => true,
        });
        if (request.OnlyAttached == true) policies = policies.Where(p => use.AttachmentsOf(p.Arn) + use.BoundariesOf(p.Arn) > 0);
        policies = request.PolicyUsageFilter switch
        {
            "PermissionsPolicy" => policies.Where(p => use.AttachmentsOf(p.Arn) > 0),
            "PermissionsBoundary" => policies.Where(p => use.BoundariesOf(p.Arn) > 0),
            _ => policies,
        };
        var page = tokens.Cut(
            policies.OrderBy(p => p.Arn, StringComparer.Ordinal), p => p.Arn, $"{Action} {request.Scope} {request.PathPrefix} {request.OnlyAttached} {request.PolicyUsageFilter}", request.Marker,
            IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);

        // The list says less of each policy than GetPolicy. Source: IAM API, ListPolicies.
        return new() { Policies = [.. page.Items.Select(p => IamMapping.ToWire(p, use) with { Tags = null, Description = null })], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
