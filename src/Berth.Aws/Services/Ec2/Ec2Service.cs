using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2;

internal static class Ec2Service
{
    public static readonly AwsService Instance = new("ec2", Ec2Model.Instance, OperationBinding.Table(), static _ => null);
}
