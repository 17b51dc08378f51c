using Berth.Aws.Dispatch;
using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Storage;

namespace Berth.Aws.Services.ServiceQuotas.Operations;

internal sealed class GetAWSDefaultServiceQuota(QuotaBook quotas) : IOperation<GetAWSDefaultServiceQuotaRequest, GetAWSDefaultServiceQuotaResponse>
{
    public static string Action => "servicequotas:GetAWSDefaultServiceQuota";

    public string Resource(GetAWSDefaultServiceQuotaRequest request, Caller caller) => ServiceQuotasNames.QuotaArn(caller.Scope, request.ServiceCode ?? "", request.QuotaCode ?? "");

    public Task<GetAWSDefaultServiceQuotaResponse> Handle(GetAWSDefaultServiceQuotaRequest request, Caller caller, CancellationToken cancel)
    {
        var quota = QuotaLookup.Find(request.ServiceCode, request.QuotaCode);
        return Task.FromResult(new GetAWSDefaultServiceQuotaResponse { Quota = ServiceQuotasMapping.ToWire(quota, ServiceQuotasMapping.Default(quota, quotas.Defaults), caller.Scope) });
    }
}
