using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class ListServices(PageTokens tokens) : IOperation<ListServicesRequest, ListServicesResponse>
{
    public static string Action => "servicequotas:ListServices";

    public string Resource(ListServicesRequest request, Caller caller) => "*";

    public Task<ListServicesResponse> Handle(ListServicesRequest request, Caller caller, CancellationToken cancel)
    {
        var page = new QuotaPages(tokens).Cut(QuotaCatalog.Services, s => s.Code, Action, request.NextToken, request.MaxResults);
        return Task.FromResult(new ListServicesResponse { Services = [.. page.Items.Select(s => new ServiceInfoShape { ServiceCode = s.Code, ServiceName = s.Name })], NextToken = page.NextToken });
    }
}
