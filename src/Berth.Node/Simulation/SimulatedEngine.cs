using Berth.Node.Reconcile;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Simulation;

/// <summary>Takes over the tasks from before; there is nothing else to bring up.</summary>
internal sealed partial class SimulatedEngine(ITaskReconciler tasks, NodeStatus status, ILogger<SimulatedEngine> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await tasks.Start(stoppingToken);
            status.Ready();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            status.EngineFailure = failure.Message;
            LogFailed(log, failure);
        }
    }

    [LoggerMessage(3602, LogLevel.Error, "The simulated engine could not take over its tasks.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
