using System.Security.Cryptography;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;

namespace Berth.Aws.Services.Ecr;

/// <summary>Takes an image into a repository, by either door: what <see cref="PushDecider"/> says is written in one unit.</summary>
internal sealed class ImagePush(IStore store, BlobFiles files, QuotaBook quotas, BerthInstance berth, TimeProvider clock)
{
    /// <summary>How a tag may look. Source: ECR API, ImageIdentifier; OCI distribution specification.</summary>
    public static bool IsTag(string tag) => tag.Length is > 0 and <= 128 && (char.IsAsciiLetterOrDigit(tag[0]) || tag[0] == '_') && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    public static string DigestOf(byte[] manifest) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest));

    /// <param name="tag">Null pushes by digest alone.</param>
    /// <exception cref="AwsException">RepositoryNotFoundException.</exception>
    public async Task<PushOutcome> Push(string repositoryName, Manifest manifest, byte[] bytes, string? tag, CancellationToken cancel)
    {
        using var held = await files.Enter(cancel);
        var rows = new ImageRows(store, berth.Scope);
        var repository = await rows.Repository(repositoryName, cancel);
        var digest = DigestOf(bytes);
        var images = await store.List(EcrNames.ImageKind, repositoryName + "@", cancel: cancel);
        var there = images.Select(r => r.Id[(repositoryName.Length + 1)..]).ToHashSet(StringComparer.Ordinal);
        var tagged = tag is null ? null : await store.Find<ImageTagRecord>(EcrNames.TagKind, $"{repositoryName}:{tag}", cancel);
        var missing = new List<string>();
        foreach (var blob in manifest.Blobs.Select(b => b.Digest).Distinct(StringComparer.Ordinal))
            if (await rows.Layer(repositoryName, blob, cancel) is null) missing.Add(blob);
        var outcome = PushDecider.Decide(new()
        {
            Digest = digest,
            Tag = tag,
            TaggedDigest = tagged?.Record.Digest,
            MayMove = tag is null || TagMutability.Of(repository).MayMove(tag),
            IsThere = there.Contains(digest),
            MissingLayers = missing,
            MissingImages = [.. manifest.Manifests.Where(m => !there.Contains(m)).Distinct(StringComparer.Ordinal)],
            Images = there.Count,
            ImagesMax = quotas.Current.ImagesPerRepository,
        });
        if (outcome is PushOutcome.Taken taken) await Keep(repositoryName, manifest, bytes, digest, taken.AddsImage, tag, tagged?.Version ?? 0);
        return outcome;
    }

    private Task Keep(string repository, Manifest manifest, byte[] bytes, string digest, bool addsImage, string? tag, long tagVersion)
    {
        var unit = new List<RowWrite>();
        if (addsImage)
        {
            unit.Add(StoreExtensions.Put(EcrNames.ImageKind, $"{repository}@{digest}", 0, new ImageRecord
            {
                Digest = digest,
                MediaType = manifest.MediaType,
                Manifest = bytes,
                Size = manifest.Size,
                ArtifactMediaType = manifest.ConfigMediaType,
                PushedAt = clock.GetUtcNow(),
            }));
        }

        if (tag is not null) unit.Add(StoreExtensions.Put(EcrNames.TagKind, $"{repository}:{tag}", tagVersion, new ImageTagRecord(tag, digest)));

        // Who pushed has sent everything; it is kept even when they hang up now.
        return store.Commit(unit, CancellationToken.None);
    }
}
