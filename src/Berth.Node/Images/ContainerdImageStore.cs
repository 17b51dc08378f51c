using Berth.Domain.Kernel;
using Berth.Domain.Nodes;
using Berth.Node.Images.Containerd;
using Grpc.Core;

namespace Berth.Node.Images;

/// <summary>Images in containerd, pulled by ourselves: the manifest is asked for every time, only bytes that are not here are moved.</summary>
internal sealed class ContainerdImageStore(ContainerdClient containerd, ImageUses uses, IIdSource ids, TimeProvider clock) : IImageStore, IStoredImages
{
    private const string SnapshotLabel = "containerd.io/gc.ref.snapshot." + ContainerdClient.Snapshotter;

    /// <summary>An own deadline on every pull: a server that accepts and never answers must not hold a task for ever.</summary>
    private static readonly TimeSpan PullTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How many layers of one image are asked for at once. Source: docker's max-concurrent-downloads.</summary>
    private const int LayersAtOnce = 3;

    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly ManifestMemory manifests = new();

    public Task<PulledImage> Pull(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler connections, CancellationToken cancel) =>
        uses.Pull(reference.ToString(), () => PullInTime(reference, authorization, connections, cancel), cancel);

    /// <summary>What breaks in the middle is tried once more: it goes on where it stopped.</summary>
    private async Task<PulledImage> PullInTime(ImageReference reference, RegistryAuthorization? authorization, HttpMessageHandler connections, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(PullTimeout);
        using var registry = new RegistryClient(reference, authorization, connections, manifests, clock);
        for (var retried = 0; ; retried++)
        {
            try
            {
                return await Pull(reference, registry, deadline.Token);
            }
            catch (Exception failure) when (failure is RpcException or IOException or HttpRequestException && retried == 0 && !deadline.IsCancellationRequested)
            {
                await Task.Delay(CallPatience.Pause, clock, deadline.Token);
            }
            catch (RpcException failure) when (!deadline.IsCancellationRequested)
            {
                throw new PullException($"ref pull has been retried {retried} time(s): failed to unpack image on snapshotter {ContainerdClient.Snapshotter}: {failure.Status.Detail}", failure);
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException && !deadline.IsCancellationRequested)
            {
                throw new PullException($"ref pull has been retried {retried} time(s): failed to copy: httpReadSeeker: failed open: {failure.Message}", failure);
            }
            catch (Exception late) when (late is OperationCanceledException or RpcException && !cancel.IsCancellationRequested)
            {
                throw new PullException($"ref pull has been retried {retried} time(s): failed to copy: httpReadSeeker: failed open: context deadline exceeded", late);
            }
        }
    }

    public async Task<IReadOnlyList<string>> List(CancellationToken cancel) =>
        [.. (await containerd.Images.ListAsync(new ListImagesRequest(), ContainerdClient.Head(), cancellationToken: cancel)).Images.Select(i => i.Name)];

    public async Task Delete(string name, CancellationToken cancel)
    {
        try
        {
            // Answers when the space is free.
            await containerd.Images.DeleteAsync(new DeleteImageRequest { Name = name, Sync = true }, ContainerdClient.Head(), cancellationToken: cancel);
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            // An earlier try deleted it.
        }
    }

    private async Task<PulledImage> Pull(ImageReference reference, RegistryClient registry, CancellationToken cancel)
    {
        var image = await RegistryImage.Resolve(reference, registry, cancel);
        var manifest = image.Manifest;
        var (manifestConfig, layers) = (manifest.Config!, manifest.Layers!);
        if (await Known(reference.ToString(), image.Digest, cancel))
        {
            var reached = Each(layers, (layer, stop) => Probe(layer, registry, stop), cancel);
            var kept = JsonForms.Read<ConfigJson>(await containerd.ReadContent(manifestConfig.Digest, cancel), reference);
            var whole = await HasSnapshot(RegistryImage.ChainId(kept), cancel);
            await reached;
            if (whole) return image.Pulled(reference, kept);
        }

        var lease = "berth-pull-" + ids.Hex(16);
        var request = new CreateLeaseRequest { Id = lease };
        request.Labels["containerd.io/gc.expire"] = (clock.GetUtcNow() + TimeSpan.FromHours(1)).ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        await containerd.Leases.CreateAsync(request, ContainerdClient.Head(), cancellationToken: cancel);
        try
        {
            await Each(layers.Prepend(manifestConfig), (blob, stop) => Fetch(blob, registry, lease, stop), cancel);
            var config = JsonForms.Read<ConfigJson>(await containerd.ReadContent(manifestConfig.Digest, cancel), reference);
            if (config.Rootfs?.DiffIds?.Count != layers.Count) throw new PullException($"ref pull has been retried 1 time(s): mismatched image rootfs and manifest layers of {reference}");
            await Unpack(manifest, config, lease, cancel);
            await Record(reference, image, RegistryImage.ChainId(config), lease, cancel);
            return image.Pulled(reference, config);
        }
        finally
        {
            await containerd.Leases.DeleteAsync(new DeleteLeaseRequest { Id = lease }, ContainerdClient.Head(), cancellationToken: CancellationToken.None);
        }
    }

    private async Task<bool> Known(string name, string digest, CancellationToken cancel)
    {
        try
        {
            return (await containerd.Images.GetAsync(new GetImageRequest { Name = name }, ContainerdClient.Head(), cancellationToken: cancel)).Image.Target.Digest == digest;
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    private async Task<bool> HasSnapshot(string chainId, CancellationToken cancel)
    {
        if (chainId.Length == 0) return true;
        try
        {
            await containerd.Snapshots.StatAsync(new SnapshotKey { Snapshotter = ContainerdClient.Snapshotter, Key = chainId }, ContainerdClient.Head(), cancellationToken: cancel);
            return true;
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Does something for each blob, a few at once. The first that fails for good ends it: the others would wait for the same.</summary>
    private static Task Each(IEnumerable<DescriptorJson> blobs, Func<DescriptorJson, CancellationToken, Task> work, CancellationToken cancel) => Parallel.ForEachAsync(
        blobs.DistinctBy(b => b.Digest), new ParallelOptions { MaxDegreeOfParallelism = LayersAtOnce, CancellationToken = cancel }, async (blob, stop) => await work(blob, stop));

    /// <summary>Of a layer that is here already. An empty one has no first byte.</summary>
    private static Task Probe(DescriptorJson layer, RegistryClient registry, CancellationToken cancel) => layer.Size > 0 ? registry.Probe(layer.Digest, cancel) : Task.CompletedTask;

    private async Task Fetch(DescriptorJson blob, RegistryClient registry, string lease, CancellationToken cancel)
    {
        // containerd lets one writer at a blob; tasks that start together with the same image wait for the first.
        var turn = turns[(uint)StringComparer.Ordinal.GetHashCode(blob.Digest) % turns.Length];
        await turn.WaitAsync(cancel);
        try
        {
            if (!await containerd.HasContent(blob.Digest, cancel))
            {
                await containerd.WriteContent(blob.Digest, blob.Size, new Dictionary<string, string>(), lease, offset => registry.Blob(blob.Digest, offset, cancel), cancel);
                return;
            }
        }
        finally
        {
            turn.Release();
        }

        // Somebody else's pull brought it, through that one's network.
        await Probe(blob, registry, cancel);
    }

    /// <summary>Layer on layer; each finished one is a snapshot under its chain id.</summary>
    private async Task Unpack(ManifestJson manifest, ConfigJson config, string lease, CancellationToken cancel)
    {
        var parent = "";
        for (var i = 0; i < manifest.Layers!.Count; i++)
        {
            var layer = manifest.Layers[i];
            var chain = RegistryImage.Chain(parent, config.Rootfs!.DiffIds[i]);
            if (!await HasSnapshot(chain, cancel))
            {
                var key = $"extract-{ids.Hex(12)} {chain}";
                var mounts = await containerd.Snapshots.PrepareAsync(new PrepareSnapshotRequest { Snapshotter = ContainerdClient.Snapshotter, Key = key, Parent = parent }, ContainerdClient.Head(lease), cancellationToken: cancel);
                var apply = new ApplyRequest { Diff = new Desc { MediaType = layer.MediaType, Digest = layer.Digest, Size = layer.Size } };
                apply.Mounts.AddRange(mounts.Mounts);
                var applied = await containerd.Differ.ApplyAsync(apply, ContainerdClient.Head(lease), cancellationToken: cancel);
                if (applied.Applied.Digest != config.Rootfs.DiffIds[i]) throw new PullException($"ref pull has been retried 1 time(s): failed to extract layer {config.Rootfs.DiffIds[i]}: wrong diff id {applied.Applied.Digest}");
                try
                {
                    await containerd.Snapshots.CommitAsync(new CommitSnapshotRequest { Snapshotter = ContainerdClient.Snapshotter, Name = chain, Key = key }, ContainerdClient.Head(lease), cancellationToken: cancel);
                }
                catch (RpcException there) when (there.StatusCode == StatusCode.AlreadyExists)
                {
                    await containerd.Snapshots.RemoveAsync(new SnapshotKey { Snapshotter = ContainerdClient.Snapshotter, Key = key }, ContainerdClient.Head(), cancellationToken: cancel);
                }
            }

            parent = chain;
        }
    }

    /// <summary>The manifest's labels hold its parts, and the image's record holds the manifest.</summary>
    private async Task Record(ImageReference reference, RegistryImage image, string chainId, string lease, CancellationToken cancel)
    {
        var (manifest, bytes, digest, mediaType) = (image.Manifest, image.Bytes, image.Digest, image.MediaType);
        var labels = new Dictionary<string, string> { ["containerd.io/gc.ref.content.config"] = manifest.Config!.Digest };
        for (var i = 0; i < manifest.Layers!.Count; i++) labels[$"containerd.io/gc.ref.content.l.{i}"] = manifest.Layers[i].Digest;
        if (chainId.Length > 0) labels[SnapshotLabel] = chainId;
        await containerd.WriteContent(digest, bytes.Length, labels, lease, offset => Task.FromResult<Stream>(new MemoryStream(bytes, (int)offset, bytes.Length - (int)offset)), cancel);
        var change = new ImageChange { Image = new ImageEntry { Name = reference.ToString(), Target = new Desc { MediaType = mediaType, Digest = digest, Size = bytes.Length } } };
        try
        {
            await containerd.Images.CreateAsync(change, ContainerdClient.Head(lease), cancellationToken: cancel);
        }
        catch (RpcException there) when (there.StatusCode == StatusCode.AlreadyExists)
        {
            await containerd.Images.UpdateAsync(change, ContainerdClient.Head(lease), cancellationToken: cancel);
        }
    }
}
