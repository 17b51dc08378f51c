using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

/// <summary>The values in force. Quotas that nothing has set stand in ListAWSDefaultServiceQuotas alone.</summary>
internal sealed class ListServiceQuotas(QuotaBook quotas, PageTokens tokens) : IOperation<ListServiceQuotasRequest, ListServiceQuotasResponse>
{
    public static string Action => "servicequotas:ListServiceQuotas";

    public string Resource(ListServiceQuotasRequest request, Caller caller) => "*";

    public Task<ListServiceQuotasResponse> Handle(ListServiceQuotasRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.QuotaAppliedAtLevel is "RESOURCE") throw ServiceQuotasErrors.NotYet("quotas of a resource (QuotaAppliedAtLevel RESOURCE)");
        var inForce = QuotaLookup.Of(request.ServiceCode).Where(q => (request.QuotaCode is null || q.Code == request.QuotaCode) && q.Read(quotas.Current) is not null);
        var page = new QuotaPages(tokens).Cut(inForce, q => q.Code, $"{Action} {request.ServiceCode} {request.QuotaCode}", request.NextToken, request.MaxResults);
        return Task.FromResult(new ListServiceQuotasResponse { Quotas = [.. page.Items.Select(q => ServiceQuotasMapping.ToWire(q, q.Read(quotas.Current)!.Value, caller.Scope))], NextToken = page.NextToken });
    }
}
