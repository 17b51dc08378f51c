using Berth.Aws.Dispatch;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class GetServiceQuota(QuotaBook quotas) : IOperation<GetServiceQuotaRequest, GetServiceQuotaResponse>
{
    public static string Action => "servicequotas:GetServiceQuota";

    public string Resource(GetServiceQuotaRequest request, Caller caller) => ServiceQuotasNames.QuotaArn(caller.Scope, request.ServiceCode ?? "", request.QuotaCode ?? "");

    public Task<GetServiceQuotaResponse> Handle(GetServiceQuotaRequest request, Caller caller, CancellationToken cancel)
    {
        if (request.ContextId is not null) throw ServiceQuotasErrors.NotYet("quotas of a resource (ContextId)");
        var quota = QuotaLookup.Find(request.ServiceCode, request.QuotaCode);
        return quota.Read(quotas.Current) is { } value
            ? Task.FromResult(new GetServiceQuotaResponse { Quota = ServiceQuotasMapping.ToWire(quota, value, caller.Scope) })
            : throw ServiceQuotasErrors.NoSuchQuota();
    }
}
