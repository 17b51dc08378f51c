using Berth.Aws.Dispatch;
using Berth.Aws.Services.Iam.Wire;

namespace Berth.Aws.Services.Iam;

internal static class IamService
{
    public static readonly AwsService Instance = new("iam", IamModel.Instance, OperationBinding.Table(), static _ => null);
}
