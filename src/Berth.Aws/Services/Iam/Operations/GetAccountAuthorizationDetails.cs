using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

internal sealed class GetAccountAuthorizationDetails(IStore store, PageTokens tokens) : IOperation<GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse>
{
    public static string Action => "iam:GetAccountAuthorizationDetails";

    public string Resource(GetAccountAuthorizationDetailsRequest request, Caller caller) => "*";

    public async Task<GetAccountAuthorizationDetailsResponse> Handle(GetAccountAuthorizationDetailsRequest request, Caller caller, CancellationToken cancel)
    {
        var all = await AccountDetails.Read(store, request.Filter, cancel);
        var page = tokens.Cut(all.Keys, k => k, $"{Action} {string.Join(',', request.Filter ?? [])}", request.Marker, IamPages.Size(request.MaxItems), IamErrors.InvalidMarker);
        return all.ToWire(page.Items) with { IsTruncated = page.NextToken is not null, Marker = page.NextToken };
    }
}
