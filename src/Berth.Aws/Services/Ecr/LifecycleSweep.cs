using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Sweeps;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Ecr;

/// <summary>Deletes the images that lifecycle policies expire. AWS takes up to a day for it. The bytes of their layers go with the next <see cref="BlobSweep"/>.</summary>
internal sealed partial class LifecycleSweep(IStore store, BlobFiles files, BerthInstance berth, TimeProvider clock, ILogger<LifecycleSweep> log) : PeriodicSweep(Period, clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>One round. What an expired index listed goes in the next.</summary>
    public override async Task Sweep(CancellationToken cancel)
    {
        foreach (var row in await store.List(EcrNames.LifecyclePolicyKind, cancel: cancel))
        {
            try
            {
                await Expire(row.Id, cancel);
            }
            catch (AwsException gone)
            {
                // The repository was deleted meanwhile, and its policy with it.
                LogSkipped(log, row.Id, gone.Message);
            }
        }
    }

    protected override void Tell(Exception failure) => LogFailed(log, failure);

    /// <summary>Nobody pushes, tags or deletes between the decision and the deed; and the policy is the one that is there then.</summary>
    private async Task Expire(string repository, CancellationToken cancel)
    {
        using var held = await files.Enter(cancel);
        if (await store.Find<LifecyclePolicyRecord>(EcrNames.LifecyclePolicyKind, repository, cancel) is not { Record: var policy }) return;
        var rows = new ImageRows(store, berth.Scope);
        await rows.Repository(repository, cancel);
        var images = (await rows.Images(repository, cancel)).ToDictionary(i => i.Record.Digest, StringComparer.Ordinal);
        var now = Clock.GetUtcNow();
        var expired = LifecycleDecider.Decide(EcrMapping.ToLifecycle(policy.Text), [.. images.Values.Select(EcrMapping.ToLifecycle)], now);
        foreach (var image in expired) await rows.Delete(repository, images[image.Digest], tag: null, cancel);
        if (expired.Count > 0) LogExpired(log, expired.Count, repository);
        await store.Change<LifecyclePolicyRecord>(EcrNames.LifecyclePolicyKind, repository, old => old is null ? null : old with { EvaluatedAt = now }, cancel);
    }

    [LoggerMessage(1131, LogLevel.Error, "Lifecycle policies could not be followed; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);

    [LoggerMessage(1132, LogLevel.Information, "{Count} images of repository {Repository} expired by its lifecycle policy.")]
    private static partial void LogExpired(ILogger log, int count, string repository);

    [LoggerMessage(1123, LogLevel.Debug, "The lifecycle policy of repository {Repository} was passed over: {Why}")]
    private static partial void LogSkipped(ILogger log, string repository, string why);
}
