using System.Text.Json;
using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Manifests and tags.</summary>
internal sealed class RegistryImages(IStore store, BlobFiles files, ImagePush pushes, AwsScope scope)
{
    private const int ManifestBytesMax = 4 << 20;
    private readonly ImageRows rows = new(store, scope);

    public async Task Get(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var image = await rows.Find(route.Repository, route.Reference, http.RequestAborted) ?? throw NotFound();
        http.Response.ContentType = image.MediaType;
        http.Response.ContentLength = image.Manifest.Length;
        http.Response.Headers["Docker-Content-Digest"] = image.Digest;
        if (http.Request.Method != "HEAD") await http.Response.Body.WriteAsync(image.Manifest, http.RequestAborted);
    }

    public async Task Put(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var bytes = await Body(http);
        var manifest = Manifest.Read(bytes, http.Request.ContentType) ?? throw new RegistryException(400, "MANIFEST_INVALID", "manifest invalid");
        var digest = ImagePush.DigestOf(bytes);
        var tag = IsDigest(route) ? null : route.Reference;
        if (tag is null && route.Reference != digest) throw new RegistryException(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        if (tag is not null && !ImagePush.IsTag(tag)) throw new RegistryException(400, "TAG_INVALID", "manifest tag did not match URI");
        switch (await pushes.Push(route.Repository, manifest, bytes, tag, http.RequestAborted))
        {
            case PushOutcome.LayersMissing missing:
                throw new RegistryException(400, "MANIFEST_BLOB_UNKNOWN", EcrErrors.MissingLayers(missing.Digests, route.Repository, scope));
            case PushOutcome.ImagesMissing missing:
                throw new RegistryException(400, "MANIFEST_BLOB_UNKNOWN", EcrErrors.MissingImages(missing.Digests, route.Repository, scope));
            case PushOutcome.TagFixed taken:
                throw new RegistryException(400, "TAG_INVALID", EcrErrors.FixedTag(taken.Tag, route.Repository));
            case PushOutcome.Full full:
                throw new RegistryException(403, "DENIED", EcrErrors.FullRepository(full.ImagesMax, route.Repository, scope));
            default:
                http.Response.StatusCode = StatusCodes.Status201Created;
                http.Response.Headers.Location = $"/v2/{route.Repository}/manifests/{digest}";
                http.Response.Headers["Docker-Content-Digest"] = digest;
                break;
        }
    }

    /// <summary>By digest the image goes with all its tags; by tag the tag goes, and the image with its last one.</summary>
    public async Task Delete(HttpContext http, RegistryRoute route)
    {
        using var held = await files.Enter(http.RequestAborted);
        await rows.Repository(route.Repository, http.RequestAborted);
        var images = await rows.Images(route.Repository, http.RequestAborted);
        var (digest, tag) = IsDigest(route) ? (route.Reference, (string?)null) : (null, route.Reference);
        var image = images.FirstOrDefault(i => i.Is(digest, tag)) ?? throw NotFound();
        if (image.EndsWith(tag) && ImageRows.ReferencedBy(images, image) is { Count: > 0 } by) throw new RegistryException(403, "DENIED", ImageLookup.ReferencedWords(by));
        await rows.Delete(route.Repository, image, tag, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
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

    private static bool IsDigest(RegistryRoute route) => route.Reference.Contains(':', StringComparison.Ordinal);

    private static RegistryException NotFound() => new(404, "MANIFEST_UNKNOWN", "Requested image not found");
}
