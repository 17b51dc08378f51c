using Berth.Aws.Dispatch;
using Berth.Aws.Services.Logs.Wire;

namespace Berth.Aws.Services.Logs;

internal static class LogsService
{
    public static readonly AwsService Instance = new("logs", LogsModel.Instance, OperationBinding.Table(), static _ => null);
}
