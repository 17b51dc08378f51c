using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class ListAWSDefaultServiceQuotas(QuotaBook quotas, PageTokens tokens) : IOperation<ListAWSDefaultServiceQuotasRequest, ListAWSDefaultServiceQuotasResponse>
{
    public static string Action => "servicequotas:ListAWSDefaultServiceQuotas";

    public string Resource(ListAWSDefaultServiceQuotasRequest request, Caller caller) => "*";

    public Task<ListAWSDefaultServiceQuotasResponse> Handle(ListAWSDefaultServiceQuotasRequest request, Caller caller, CancellationToken cancel)
    {
        var page = new QuotaPages(tokens).Cut(QuotaLookup.Of(request.ServiceCode), q => q.Code, $"{Action} {request.ServiceCode}", request.NextToken, request.MaxResults);
        return Task.FromResult(new ListAWSDefaultServiceQuotasResponse
        {
            Quotas = [.. page.Items.Select(q => ServiceQuotasMapping.ToWire(q, ServiceQuotasMapping.Default(q, quotas.Defaults), caller.Scope))],
            NextToken = page.NextToken,
        });
    }
}
