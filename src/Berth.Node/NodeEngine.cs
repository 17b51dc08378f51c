using Berth.Domain.Kernel;
using Berth.Node.Images;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Node.Reconcile;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node;

/// <summary>Brings the engine up in order: containerd, network, then whatever ran before. Orders are taken only after that.</summary>
internal sealed partial class NodeEngine(ContainerdProcess process, ContainerdClient client, INetwork network, ITaskReconciler tasks, NodeStatus status, BerthInstance berth, TimeProvider clock, ILogger<NodeEngine> log)
    : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    /// <summary>How soon a containerd that died is noticed and started again; running containers do not need it meanwhile.</summary>
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ContainerdProcess.Stop(berth);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await process.Start(client, stoppingToken);
                await network.Start(stoppingToken);
                await tasks.Start(stoppingToken);
                status.Ready();
                break;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Grpc.Core.RpcException or NativeException)
            {
                status.EngineFailure = failure.Message;
                LogFailed(log, failure);
                await Task.Delay(RetryPause, clock, stoppingToken);
            }
        }

        await WatchContainerd(stoppingToken);
    }

    private async Task WatchContainerd(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(WatchPeriod, clock, cancel);
            try
            {
                await process.Start(client, cancel);
                process.KeepLogShort();
                status.EngineFailure = null;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                status.EngineFailure = failure.Message;
                LogFailed(log, failure);
            }
        }
    }

    [LoggerMessage(3601, LogLevel.Error, "The container engine could not start; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
