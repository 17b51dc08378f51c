using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.Extensions.Hosting;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Frees what deleted images and broken pushes left behind, before the first push can arrive.</summary>
internal sealed class BlobSweep(IStore store, BlobFiles files) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in await store.List(EcrNames.ImageKind, cancel: cancellationToken))
        {
            var repository = row.Id[..row.Id.IndexOf('@', StringComparison.Ordinal)];
            var image = RowJson.Read<ImageRecord>(row);
            foreach (var blob in Manifest.Read(image.Manifest, image.MediaType)?.Blobs ?? []) used.Add(repository + "@" + blob.Digest);
        }

        foreach (var row in await store.List(EcrNames.LayerKind, cancel: cancellationToken))
        {
            if (used.Contains(row.Id)) kept.Add(row.Id[(row.Id.IndexOf('@', StringComparison.Ordinal) + 1)..]);
            else await store.Commit([new RowWrite.Delete(EcrNames.LayerKind, row.Id, row.Version)], cancellationToken);
        }

        files.Sweep(kept);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
