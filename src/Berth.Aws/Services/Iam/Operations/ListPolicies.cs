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
        var policies = (await rows.All(cancel)).Where(p => p.Path.StartsWith(request.PathPrefix ?? "/", StringComparison.Ordinal) && request.Scope switch
        {
            "AWS" => p.Arn.StartsWith("arn:aws:iam::aws:", StringComparison.Ordinal),
            "Local" => !p.Arn.StartsWith("arn:aws:iam::aws:", StringComparison.Ordinal),
            _ => true,
        });
        var counted = new List<(PolicyRecord Policy, int Attachments)>();
        foreach (var policy in policies.OrderBy(p => p.Arn, StringComparer.Ordinal)) counted.Add((policy, await rows.Attachments(policy.Arn, cancel)));
        var page = tokens.Cut(
            counted.Where(c => request.OnlyAttached != true || c.Attachments > 0), c => c.Policy.Arn, $"{Action} {request.Scope} {request.PathPrefix} {request.OnlyAttached}", request.Marker,
            IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return new() { Policies = [.. page.Items.Select(c => IamMapping.ToWire(c.Policy, c.Attachments))], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
