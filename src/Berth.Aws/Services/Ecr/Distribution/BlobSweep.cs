using Berth.Aws.Sweeps;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Frees what deleted images and broken pushes left behind. A push under way loses nothing: what a client named of late stays, whether an image needs it or not.</summary>
internal sealed partial class BlobSweep(IStore store, BlobFiles files, TimeProvider clock, ILogger<BlobSweep> log) : PeriodicSweep(Period, clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Time for a client to push the manifest of the layers that it pushed, or to go on with an upload.</summary>
    private static readonly TimeSpan PushMax = TimeSpan.FromHours(1);

    /// <summary>One round.</summary>
    public override async Task Sweep(CancellationToken cancel)
    {
        using var held = await files.Enter(cancel);
        var since = Clock.GetUtcNow() - PushMax;
        files.Sweep(await SweepLayers(since, cancel), since);
    }

    protected override void Tell(Exception failure) => LogFailed(log, failure);

    /// <returns>Digests that a repository still has.</returns>
    private async Task<HashSet<string>> SweepLayers(DateTimeOffset since, CancellationToken cancel)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in await store.List(EcrNames.ImageKind, cancel: cancel))
        {
            var repository = row.Id[..row.Id.IndexOf('@', StringComparison.Ordinal)];
            var image = RowJson.Read<ImageRecord>(row);
            foreach (var blob in Manifest.Read(image.Manifest, image.MediaType)?.Blobs ?? []) used.Add(repository + "@" + blob.Digest);
        }

        foreach (var row in await store.List(EcrNames.LayerKind, cancel: cancel))
        {
            if (used.Contains(row.Id) || RowJson.Read<LayerRecord>(row).NamedAt > since) kept.Add(row.Id[(row.Id.IndexOf('@', StringComparison.Ordinal) + 1)..]);
            else await store.Commit([new RowWrite.Delete(EcrNames.LayerKind, row.Id, row.Version)], cancel);
        }

        return kept;
    }

    [LoggerMessage(1111, LogLevel.Error, "Blobs that nobody needs could not be deleted; they are tried again.")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
