using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ecs.Wire;

namespace Berth.Aws.Services.Ecs;

internal static class EcsService
{
    public static readonly AwsService Instance = new("ecs", EcsModel.Instance, OperationBinding.Table(), static _ => null);
}
