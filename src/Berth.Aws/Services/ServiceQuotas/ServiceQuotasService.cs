using Berth.Aws.Dispatch;
using Berth.Aws.Services.ServiceQuotas.Operations;
using Berth.Aws.Services.ServiceQuotas.Wire;

namespace Berth.Aws.Services.ServiceQuotas;

internal static class ServiceQuotasService
{
    public static readonly AwsService Instance = new("servicequotas", ServiceQuotasModel.Instance, OperationBinding.Table(
        OperationBinding.Of<GetAWSDefaultServiceQuota, GetAWSDefaultServiceQuotaRequest, GetAWSDefaultServiceQuotaResponse>(),
        OperationBinding.Of<GetRequestedServiceQuotaChange, GetRequestedServiceQuotaChangeRequest, GetRequestedServiceQuotaChangeResponse>(),
        OperationBinding.Of<GetServiceQuota, GetServiceQuotaRequest, GetServiceQuotaResponse>(),
        OperationBinding.Of<ListAWSDefaultServiceQuotas, ListAWSDefaultServiceQuotasRequest, ListAWSDefaultServiceQuotasResponse>(),
        OperationBinding.Of<ListRequestedServiceQuotaChangeHistory, ListRequestedServiceQuotaChangeHistoryRequest, ListRequestedServiceQuotaChangeHistoryResponse>(),
        OperationBinding.Of<ListRequestedServiceQuotaChangeHistoryByQuota, ListRequestedServiceQuotaChangeHistoryByQuotaRequest, ListRequestedServiceQuotaChangeHistoryByQuotaResponse>(),
        OperationBinding.Of<ListServiceQuotas, ListServiceQuotasRequest, ListServiceQuotasResponse>(),
        OperationBinding.Of<ListServices, ListServicesRequest, ListServicesResponse>(),
        OperationBinding.Of<RequestServiceQuotaIncrease, RequestServiceQuotaIncreaseRequest, RequestServiceQuotaIncreaseResponse>()), ServiceQuotasErrors.From);
}
