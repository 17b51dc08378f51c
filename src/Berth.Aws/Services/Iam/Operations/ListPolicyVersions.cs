using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListPolicyVersions(IStore store, PageTokens tokens) : IOperation<ListPolicyVersionsRequest, ListPolicyVersionsResponse>
{
    public static string Action => "iam:ListPolicyVersions";

    public string Resource(ListPolicyVersionsRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<ListPolicyVersionsResponse> Handle(ListPolicyVersionsRequest request, Caller caller, CancellationToken cancel)
    {
        var policy = await new PolicyRows(store).Get(request.PolicyArn!, cancel);

        // Newest first, as IAM lists them; the number in the key keeps v10 above v9.
        static string Key(PolicyVersionRecord version) => version.VersionId[1..].PadLeft(10, '0');
        var page = tokens.Cut(
            policy.AllVersions.OrderByDescending(Key, StringComparer.Ordinal), Key, $"{Action} {policy.Arn}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker, descending: true);
        return new() { Versions = [.. page.Items.Select(v => IamMapping.ToWire(v, policy, withDocument: false))], IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
