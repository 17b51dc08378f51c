using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class ListPolicyTags(IStore store, PageTokens tokens) : IOperation<ListPolicyTagsRequest, ListPolicyTagsResponse>
{
    public static string Action => "iam:ListPolicyTags";

    public string Resource(ListPolicyTagsRequest request, Caller caller) => request.PolicyArn ?? "*";

    public async Task<ListPolicyTagsResponse> Handle(ListPolicyTagsRequest request, Caller caller, CancellationToken cancel)
    {
        var policy = await new PolicyRows(store).Get(request.PolicyArn!, cancel);
        var page = IamPages.Tags(tokens, policy.Tags, $"{Action} {policy.Arn}", request.Marker, request.MaxItems);
        return new() { Tags = page.Items, IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
