using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Layers on their way into a repository, by either door: the distribution protocol and the layer API share uploads.</summary>
internal sealed class LayerUploads(IStore store, BlobFiles files, DiskGuard disk, IIdSource ids, TimeProvider clock)
{
    private const string MediaType = "application/octet-stream";

    public BlobUpload Begin(string repository)
    {
        disk.Check();
        return files.Begin(new(repository, ids.Uuid()));
    }

    public long? Received(BlobUpload upload) => files.Received(upload);

    public Task<long> Append(BlobUpload upload, Stream content, CancellationToken cancel)
    {
        disk.Check();
        return files.Append(upload, content, cancel);
    }

    public void Cancel(BlobUpload upload) => files.Cancel(upload);

    /// <summary>Makes a layer of the repository of what was uploaded.</summary>
    /// <returns>False when its bytes have another digest; the upload is gone then.</returns>
    /// <exception cref="AwsException">RepositoryNotFoundException: it was deleted meanwhile.</exception>
    public async Task<bool> Finish(BlobUpload upload, string digest, ImageRows rows, CancellationToken cancel)
    {
        var size = files.Received(upload) ?? 0;
        if (!await files.Verify(upload, digest, cancel)) return false;
        using var held = await files.Enter(cancel);
        await rows.Repository(upload.Repository, cancel);
        files.Keep(upload, digest);
        await rows.AddLayer(upload.Repository, new LayerRecord(digest, size, MediaType, clock.GetUtcNow()), CancellationToken.None);
        return true;
    }

    /// <returns>False when the other repository has no such layer.</returns>
    public async Task<bool> Mount(string from, string digest, string repository, CancellationToken cancel)
    {
        using var held = await files.Enter(cancel);
        if (await store.Find<LayerRecord>(EcrNames.LayerKind, $"{from}@{digest}", cancel) is not { Record: var layer }) return false;
        await store.Commit([StoreExtensions.Put(EcrNames.LayerKind, $"{repository}@{digest}", null, layer with { NamedAt = clock.GetUtcNow() })], cancel);
        return true;
    }
}
