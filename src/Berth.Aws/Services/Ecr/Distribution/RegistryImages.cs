using System.Text.Json;
using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Manifests and tags.</summary>
internal sealed class RegistryImages(IStore store, BlobFiles files, AwsScope scope, TimeProvider clock)
{
    private const int ManifestBytesMax = 4 << 20;
    private const int TagLengthMax = 128;
    private readonly ImageRows rows = new(store, scope);

    public async Task Get(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var image = await rows.Find(route.Repository, route.Reference, http.RequestAborted) ?? throw new RegistryException(404, "MANIFEST_UNKNOWN", "Requested image not found");
        http.Response.ContentType = image.MediaType;
        http.Response.ContentLength = image.Manifest.Length;
        http.Response.Headers["Docker-Content-Digest"] = image.Digest;
        if (http.Request.Method != "HEAD") await http.Response.Body.WriteAsync(image.Manifest, http.RequestAborted);
    }

    public async Task Put(HttpContext http, RegistryRoute route)
    {
        var repository = await rows.Repository(route.Repository, http.RequestAborted);
        var bytes = await Body(http);
        var manifest = Manifest.Read(bytes, http.Request.ContentType) ?? throw new RegistryException(400, "MANIFEST_INVALID", "manifest invalid");
        var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        var tag = route.Reference.Contains(':', StringComparison.Ordinal) ? null : route.Reference;
        if (tag is null && route.Reference != digest) throw new RegistryException(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        if (tag is not null && (tag.Length > TagLengthMax || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))) throw new RegistryException(400, "TAG_INVALID", "manifest tag did not match URI");
        await files.Gate.WaitAsync(http.RequestAborted);
        bool taken;
        try
        {
            await CheckParts(route.Repository, manifest, http.RequestAborted);
            taken = await Keep(route.Repository, manifest, bytes, digest, tag, mayMove: !repository.TagsImmutable);
        }
        finally
        {
            files.Gate.Release();
        }

        if (!taken) throw new RegistryException(400, "TAG_INVALID", $"The image tag '{tag}' already exists in the '{route.Repository}' repository and cannot be overwritten because the tag is immutable.");
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"/v2/{route.Repository}/manifests/{digest}";
        http.Response.Headers["Docker-Content-Digest"] = digest;
    }

    public async Task ListTags(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var tags = (await rows.Images(route.Repository, http.RequestAborted)).SelectMany(i => i.Tags).Order(StringComparer.Ordinal).ToList();
        if (http.Request.Query["last"].ToString() is { Length: > 0 } last) tags = [.. tags.Where(t => string.CompareOrdinal(t, last) > 0)];
        if (int.TryParse(http.Request.Query["n"], System.Globalization.CultureInfo.InvariantCulture, out var size) && size > 0 && tags.Count > size)
        {
            tags = tags[..size];
            http.Response.Headers.Link = $"</v2/{route.Repository}/tags/list?n={size}&last={Uri.EscapeDataString(tags[^1])}>; rel=\"next\"";
        }

        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { name = route.Repository, tags }), http.RequestAborted);
    }

    private Task<bool> Keep(string repository, Manifest manifest, byte[] bytes, string digest, string? tag, bool mayMove) => rows.Put(repository, new ImageRecord
    {
        Digest = digest,
        MediaType = manifest.MediaType,
        Manifest = bytes,
        Size = manifest.Size,
        ArtifactMediaType = manifest.ConfigMediaType,
        PushedAt = clock.GetUtcNow(),
    }, tag, mayMove, CancellationToken.None);

    private static async Task<byte[]> Body(HttpContext http)
    {
        try
        {
            return await RequestBody.Read(http.Request, ManifestBytesMax, http.RequestAborted);
        }
        catch (BodyTooLargeException tooLarge)
        {
            throw new RegistryException(413, "MANIFEST_INVALID", tooLarge.Message);
        }
    }

    /// <summary>An image is complete or it is not there: everything that it names must have been pushed before.</summary>
    private async Task CheckParts(string repository, Manifest manifest, CancellationToken cancel)
    {
        var missing = new List<string>();
        foreach (var blob in manifest.Blobs)
            if (await rows.Layer(repository, blob.Digest, cancel) is null) missing.Add(blob.Digest);
        if (missing.Count > 0)
            throw new RegistryException(400, "MANIFEST_BLOB_UNKNOWN", $"Layers with digests '[{string.Join(", ", missing)}]' required for pushing image into repository with name '{repository}' in the registry with id '{scope.AccountId}' do not exist");
        foreach (var child in manifest.Manifests)
            if (await rows.Find(repository, child, cancel) is null) missing.Add(child);
        if (missing.Count > 0) throw new RegistryException(400, "MANIFEST_BLOB_UNKNOWN", $"Images with digests '[{string.Join(", ", missing)}]' required for pushing image into repository with name '{repository}' do not exist");
    }
}
