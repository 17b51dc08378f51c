using Berth.Domain.Kernel;

namespace Berth.Aws.Services.ServiceQuotas;

internal static class ServiceQuotasNames
{
    public const string RequestKind = "quota-request";

    public static string QuotaArn(AwsScope scope, string serviceCode, string quotaCode) => scope.Arn("servicequotas", $"{serviceCode}/{quotaCode}");
}
