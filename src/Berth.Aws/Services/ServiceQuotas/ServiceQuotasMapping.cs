using Berth.Aws.Services.ServiceQuotas.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.ServiceQuotas;

internal static class ServiceQuotasMapping
{
    private const string Account = "ACCOUNT";

    public static ServiceQuotaShape ToWire(QuotaDefinition quota, double value, AwsScope scope) => new()
    {
        ServiceCode = quota.ServiceCode,
        ServiceName = ServiceName(quota.ServiceCode),
        QuotaArn = ServiceQuotasNames.QuotaArn(scope, quota.ServiceCode, quota.Code),
        QuotaCode = quota.Code,
        QuotaName = quota.Name,
        Value = value,
        Unit = quota.Unit,
        Adjustable = quota.Adjustable,
        GlobalQuota = quota.IsGlobal,
        QuotaAppliedAtLevel = Account,
    };

    /// <summary>A change is in force as soon as it is asked for.</summary>
    public static RequestedServiceQuotaChangeShape ToWire(QuotaRequestRecord request, AwsScope scope)
    {
        var quota = QuotaCatalog.Find(request.ServiceCode, request.QuotaCode);
        return new()
        {
            Id = request.Id,
            ServiceCode = request.ServiceCode,
            ServiceName = ServiceName(request.ServiceCode),
            QuotaCode = request.QuotaCode,
            QuotaName = quota?.Name,
            DesiredValue = request.DesiredValue,
            Status = "APPROVED",
            Created = request.CreatedAt,
            LastUpdated = request.CreatedAt,
            Requester = request.Requester,
            QuotaArn = ServiceQuotasNames.QuotaArn(scope, request.ServiceCode, request.QuotaCode),
            GlobalQuota = quota?.IsGlobal,
            Unit = quota?.Unit,
            QuotaRequestedAtLevel = Account,
        };
    }

    /// <summary>What stands as AWS's default: the profile's, and of rates the documented one.</summary>
    public static double Default(QuotaDefinition quota, Quotas defaults) => quota.Read(defaults) ?? quota.Documented ?? 0;

    private static string? ServiceName(string code) => QuotaCatalog.Services.FirstOrDefault(s => s.Code == code)?.Name;
}
