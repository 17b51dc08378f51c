using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2;
using Berth.Aws.Services.Ecr;
using Berth.Aws.Services.Ecs;
using Berth.Aws.Services.Iam;
using Berth.Aws.Services.Kms;
using Berth.Aws.Services.Logs;
using Berth.Aws.Services.SecretsManager;
using Berth.Aws.Services.ServiceQuotas;
using Berth.Aws.Services.Ssm;
using Berth.Aws.Services.Sts;

namespace Berth.Aws.Services;

/// <summary>Every service that Berth answers.</summary>
internal static class AwsServices
{
    public static readonly IReadOnlyList<AwsService> All =
        [EcsService.Instance, EcrService.Instance, LogsService.Instance, IamService.Instance, StsService.Instance, Ec2Service.Instance, ServiceQuotasService.Instance, KmsService.Instance, SecretsManagerService.Instance, SsmService.Instance];
}
