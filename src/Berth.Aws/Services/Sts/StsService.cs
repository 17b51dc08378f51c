using Berth.Aws.Dispatch;
using Berth.Aws.Services.Sts.Wire;

namespace Berth.Aws.Services.Sts;

internal static class StsService
{
    public static readonly AwsService Instance = new("sts", StsModel.Instance, OperationBinding.Table(), static _ => null);
}
