using Berth.Aws.Dispatch;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class GetRequestedServiceQuotaChange(IStore store) : IOperation<GetRequestedServiceQuotaChangeRequest, GetRequestedServiceQuotaChangeResponse>
{
    public static string Action => "servicequotas:GetRequestedServiceQuotaChange";

    public string Resource(GetRequestedServiceQuotaChangeRequest request, Caller caller) => "*";

    public async Task<GetRequestedServiceQuotaChangeResponse> Handle(GetRequestedServiceQuotaChangeRequest request, Caller caller, CancellationToken cancel)
    {
        var change = await new QuotaRequestRows(store).Find(request.RequestId!, cancel) ?? throw ServiceQuotasErrors.NoSuchRequest();
        return new() { RequestedQuota = ServiceQuotasMapping.ToWire(change, caller.Scope) };
    }
}
