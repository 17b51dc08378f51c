using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr;

/// <summary>An image with the tags that point at it now.</summary>
internal sealed record StoredImage(ImageRecord Record, IReadOnlyList<string> Tags)
{
    public bool Is(string? digest, string? tag) => (digest is not null || tag is not null) && (digest is null || digest == Record.Digest) && (tag is null || Tags.Contains(tag, StringComparer.Ordinal));

    /// <summary>Whether the image is gone when it loses a tag.</summary>
    /// <param name="tag">Null: all of it is to go.</param>
    public bool EndsWith(string? tag) => tag is null || (Tags.Count == 1 && Tags[0] == tag);

    /// <summary>Digests of the images that it lists, when it is an index.</summary>
    public IReadOnlyList<string> Listed => Manifest.Read(Record.Manifest, Record.MediaType)?.Manifests ?? [];
}

/// <summary>Repositories, images, tags and layers in the store.</summary>
internal sealed class ImageRows(IStore store, AwsScope scope)
{
    /// <summary>How often it is written down at most that a layer was asked for.</summary>
    private static readonly TimeSpan NamedAgain = TimeSpan.FromMinutes(30);

    /// <exception cref="AwsException">RepositoryNotFoundException.</exception>
    public async Task<RepositoryRecord> Repository(string name, CancellationToken cancel) =>
        (await store.Find<RepositoryRecord>(EcrNames.RepositoryKind, name, cancel))?.Record ?? throw EcrErrors.RepositoryNotFound(name, scope);

    public Task ChangeRepository(string name, Func<RepositoryRecord, RepositoryRecord> change, CancellationToken cancel) =>
        store.Change<RepositoryRecord>(EcrNames.RepositoryKind, name, old => change(old ?? throw EcrErrors.RepositoryNotFound(name, scope)), cancel);

    public async Task DeleteRepository(string name, CancellationToken cancel)
    {
        var rows = new List<RowWrite>
        {
            new RowWrite.Delete(EcrNames.RepositoryKind, name, null), new RowWrite.Delete(EcrNames.LifecyclePolicyKind, name, null), new RowWrite.Delete(EcrNames.LifecyclePreviewKind, name, null),
        };
        foreach (var (kind, separator) in new[] { (EcrNames.ImageKind, "@"), (EcrNames.TagKind, ":"), (EcrNames.LayerKind, "@") })
            rows.AddRange((await store.List(kind, name + separator, cancel: cancel)).Select(r => new RowWrite.Delete(kind, r.Id, null)));
        await store.Commit(rows, cancel);
    }

    public async Task<IReadOnlyList<StoredImage>> Images(string repository, CancellationToken cancel)
    {
        var tags = (await store.FindAll<ImageTagRecord>(EcrNames.TagKind, repository + ":", cancel)).ToLookup(t => t.Digest, t => t.Tag, StringComparer.Ordinal);
        var images = await store.FindAll<ImageRecord>(EcrNames.ImageKind, repository + "@", cancel);
        return [.. images.Select(i => new StoredImage(i, [.. tags[i.Digest]]))];
    }

    /// <param name="reference">A tag, or a digest.</param>
    public async Task<ImageRecord?> Find(string repository, string reference, CancellationToken cancel)
    {
        var digest = reference.Contains(':', StringComparison.Ordinal) ? reference : (await store.Find<ImageTagRecord>(EcrNames.TagKind, $"{repository}:{reference}", cancel))?.Record.Digest;
        return digest is null ? null : (await store.Find<ImageRecord>(EcrNames.ImageKind, $"{repository}@{digest}", cancel))?.Record;
    }

    /// <summary>Digests of the indexes that list an image.</summary>
    public static IReadOnlyList<string> ReferencedBy(IReadOnlyList<StoredImage> images, StoredImage image) =>
        [.. images.Where(i => i.Listed.Contains(image.Record.Digest, StringComparer.Ordinal)).Select(i => i.Record.Digest)];

    /// <summary>The caller holds <see cref="Distribution.BlobFiles.Enter"/>, so that nobody tags what goes.</summary>
    /// <param name="tag">Null deletes the image with all its tags.</param>
    /// <returns>The tags that are gone; one null for an image that had none.</returns>
    public async Task<IReadOnlyList<string?>> Delete(string repository, StoredImage image, string? tag, CancellationToken cancel)
    {
        var gone = tag is null ? image.Tags : [tag];
        var rows = gone.Select(t => (RowWrite)new RowWrite.Delete(EcrNames.TagKind, $"{repository}:{t}", null)).ToList();
        if (gone.Count == image.Tags.Count) rows.Add(new RowWrite.Delete(EcrNames.ImageKind, $"{repository}@{image.Record.Digest}", null));
        await store.Commit(rows, cancel);
        return gone.Count == 0 ? [null] : [.. gone];
    }

    public async Task<LayerRecord?> Layer(string repository, string digest, CancellationToken cancel) => (await store.Find<LayerRecord>(EcrNames.LayerKind, $"{repository}@{digest}", cancel))?.Record;

    /// <summary>A client that asks for a layer may be about to push an image with it.</summary>
    public async Task Name(string repository, LayerRecord layer, DateTimeOffset now, CancellationToken cancel)
    {
        if (layer.NamedAt is { } named && now - named < NamedAgain) return;
        await store.Change<LayerRecord>(EcrNames.LayerKind, $"{repository}@{layer.Digest}", old => old is null ? null : old with { NamedAt = now }, cancel);
    }

    public Task AddLayer(string repository, LayerRecord layer, CancellationToken cancel) =>
        store.Commit([StoreExtensions.Put(EcrNames.LayerKind, $"{repository}@{layer.Digest}", null, layer)], cancel);
}
