using Berth.Domain.Profiles;

namespace Berth.Aws.Services.ServiceQuotas;

/// <summary>Finds what a request names.</summary>
internal static class QuotaLookup
{
    /// <exception cref="AwsException">NoSuchResourceException.</exception>
    public static QuotaDefinition Find(string? serviceCode, string? quotaCode)
    {
        CheckService(serviceCode);
        return QuotaCatalog.Find(serviceCode!, quotaCode ?? "") ?? throw ServiceQuotasErrors.NoSuchQuota();
    }

    /// <summary>A service's quotas, in order of their codes.</summary>
    /// <exception cref="AwsException">NoSuchResourceException.</exception>
    public static IEnumerable<QuotaDefinition> Of(string? serviceCode)
    {
        CheckService(serviceCode);
        return QuotaCatalog.All.Where(q => q.ServiceCode == serviceCode).OrderBy(q => q.Code, StringComparer.Ordinal);
    }

    private static void CheckService(string? code)
    {
        if (QuotaCatalog.Services.All(s => s.Code != code)) throw ServiceQuotasErrors.NoSuchService();
    }
}
