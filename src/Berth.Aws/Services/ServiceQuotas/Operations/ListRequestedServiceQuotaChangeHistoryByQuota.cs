using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class ListRequestedServiceQuotaChangeHistoryByQuota(IStore store, PageTokens tokens) : IOperation<ListRequestedServiceQuotaChangeHistoryByQuotaRequest, ListRequestedServiceQuotaChangeHistoryByQuotaResponse>
{
    public static string Action => "servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota";

    public string Resource(ListRequestedServiceQuotaChangeHistoryByQuotaRequest request, Caller caller) => "*";

    public async Task<ListRequestedServiceQuotaChangeHistoryByQuotaResponse> Handle(ListRequestedServiceQuotaChangeHistoryByQuotaRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.QuotaRequestedAtLevel is "RESOURCE") throw ServiceQuotasErrors.NotYet("quotas of a resource (QuotaRequestedAtLevel RESOURCE)");
        QuotaLookup.Find(request.ServiceCode, request.QuotaCode);
        var changes = (await new QuotaRequestRows(store).All(cancel)).Where(r => (r.ServiceCode == request.ServiceCode && r.QuotaCode == request.QuotaCode) && request.Status is null or "APPROVED");
        var page = new QuotaPages(tokens).Cut(changes, QuotaRequestRows.Key, $"{Action} {request.ServiceCode} {request.QuotaCode} {request.Status}", request.NextToken, request.MaxResults, descending: true);
        return new() { RequestedQuotas = [.. page.Items.Select(r => ServiceQuotasMapping.ToWire(r, caller.Scope))], NextToken = page.NextToken };
    }
}
