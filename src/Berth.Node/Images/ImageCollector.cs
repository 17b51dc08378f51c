using Berth.Domain.Nodes;
using Berth.Node.Reconcile;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Images;

/// <summary>The shell around <see cref="ImageCleanup"/>: deletes images that no task has used for a while, as the ECS agent does.</summary>
internal sealed partial class ImageCollector(IStoredImages images, ImageUses uses, ITaskReconciler tasks, NodeStatus status, TimeProvider clock, ILogger<ImageCollector> log) : BackgroundService
{
    /// <summary>One cycle.</summary>
    public async Task Collect(CancellationToken cancel)
    {
        var there = await images.List(cancel);
        var inUse = tasks.Known.SelectMany(t => t.Containers).Select(c => NameOf(c.Image)).ToHashSet(StringComparer.Ordinal);
        var last = uses.Observe(there, inUse);
        foreach (var image in ImageCleanup.Choose(there.Select(name => new NodeImage(name, inUse.Contains(name), last[name])), clock.GetUtcNow()))
            if (await uses.Delete(image.Name, image.LastUsedAt, () => images.Delete(image.Name, cancel), cancel)) LogDeleted(log, image.Name, image.LastUsedAt);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await status.EngineReady.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(ImageCleanup.Interval, clock);
        do
        {
            try
            {
                await Collect(stoppingToken);
            }
            catch (Exception failure) when (failure is RpcException or IOException && !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static string NameOf(string image)
    {
        try
        {
            return ImageReference.Parse(image).ToString();
        }
        catch (FormatException)
        {
            return image; // Its task cannot pull it either.
        }
    }

    [LoggerMessage(3251, LogLevel.Information, "Deleted the image {Image}: no task has used it since {LastUsedAt:u}.")]
    private static partial void LogDeleted(ILogger log, string image, DateTimeOffset lastUsedAt);

    [LoggerMessage(3252, LogLevel.Warning, "Unused images could not be deleted; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
