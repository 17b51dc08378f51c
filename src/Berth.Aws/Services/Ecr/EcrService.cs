using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecr.Wire;

namespace Berth.Aws.Services.Ecr;

internal static class EcrService
{
    public static readonly AwsService Instance = new("ecr", EcrModel.Instance, OperationBinding.Table(), static _ => null);
}
