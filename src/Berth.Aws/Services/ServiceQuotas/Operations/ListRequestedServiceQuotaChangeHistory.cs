using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class ListRequestedServiceQuotaChangeHistory(IStore store, PageTokens tokens) : IOperation<ListRequestedServiceQuotaChangeHistoryRequest, ListRequestedServiceQuotaChangeHistoryResponse>
{
    public static string Action => "servicequotas:ListRequestedServiceQuotaChangeHistory";

    public string Resource(ListRequestedServiceQuotaChangeHistoryRequest request, Caller caller) => "*";

    public async Task<ListRequestedServiceQuotaChangeHistoryResponse> Handle(ListRequestedServiceQuotaChangeHistoryRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.QuotaRequestedAtLevel is "RESOURCE") throw ServiceQuotasErrors.NotYet("quotas of a resource (QuotaRequestedAtLevel RESOURCE)");
        var changes = (await new QuotaRequestRows(store).All(cancel)).Where(r => (request.ServiceCode is null || r.ServiceCode == request.ServiceCode) && request.Status is null or "APPROVED");
        var page = new QuotaPages(tokens).Cut(changes, QuotaRequestRows.Key, $"{Action} {request.ServiceCode} {request.Status}", request.NextToken, request.MaxResults, descending: true);
        return new() { RequestedQuotas = [.. page.Items.Select(r => ServiceQuotasMapping.ToWire(r, caller.Scope))], NextToken = page.NextToken };
    }
}
