using Berth.Aws.Dispatch;
using Berth.Domain.Kernel;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Layers and configurations: uploads in pieces, mounts from other repositories, downloads with ranges, or from the layer bucket.</summary>
internal sealed class RegistryBlobs(IStore store, BlobFiles files, LayerUploads uploads, RegistryAccess access, RegistryDoor door, AwsScope scope, TimeProvider clock)
{
    private readonly ImageRows rows = new(store, scope);

    public async Task Get(HttpContext http, RegistryRoute route)
    {
        var layer = await rows.Layer(route.Repository, route.Reference, http.RequestAborted);
        if (layer is null || files.Find(route.Reference) is not { } file) throw new RegistryException(404, "BLOB_UNKNOWN", "blob unknown to registry");
        await rows.Name(route.Repository, layer, clock.GetUtcNow(), http.RequestAborted);
        http.Response.Headers["Docker-Content-Digest"] = route.Reference;
        if (door.LayerUrl(http, route) is { } bucket)
        {
            http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            http.Response.Headers.Location = bucket;
            http.Response.ContentLength = 0;
            return;
        }

        await Results.File(file.FullName, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(http);
    }

    public async Task Begin(HttpContext http, RegistryRoute route, Caller caller)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var query = http.Request.Query;
        if (query["mount"].ToString() is { Length: > 0 } digest && query["from"].ToString() is { Length: > 0 } from
            && await access.MayRead(caller, from, http.RequestAborted) && await uploads.Mount(from, digest, route.Repository, http.RequestAborted))
        {
            Created(http, $"/v2/{route.Repository}/blobs/{digest}", digest);
            return;
        }

        var upload = uploads.Begin(route.Repository);
        if (query["digest"].ToString() is { Length: > 0 }) await Finish(http, route with { Reference = upload.Id });
        else Accepted(http, upload, 0);
    }

    public async Task Append(HttpContext http, RegistryRoute route)
    {
        var (upload, received) = Find(route);
        if (http.Request.Headers.ContentRange.ToString() is { Length: > 0 } range && !range.Replace("bytes ", "", StringComparison.Ordinal).StartsWith($"{received}-", StringComparison.Ordinal))
        {
            Accepted(http, upload, received);
            throw new RegistryException(416, "BLOB_UPLOAD_INVALID", $"The upload has {received} bytes; go on from there.");
        }

        Accepted(http, upload, await uploads.Append(upload, http.Request.Body, http.RequestAborted));
    }

    public async Task Finish(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var digest = http.Request.Query["digest"].ToString();
        if (!BlobFiles.IsDigest(digest)) throw WrongDigest();
        var (upload, _) = Find(route);
        await uploads.Append(upload, http.Request.Body, http.RequestAborted);
        if (!await uploads.Finish(upload, digest, rows, http.RequestAborted)) throw WrongDigest();
        Created(http, $"/v2/{route.Repository}/blobs/{digest}", digest);
    }

    public Task Status(HttpContext http, RegistryRoute route)
    {
        var (upload, received) = Find(route);
        Accepted(http, upload, received);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public Task Cancel(HttpContext http, RegistryRoute route)
    {
        uploads.Cancel(Find(route).Upload);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private (BlobUpload Upload, long Received) Find(RegistryRoute route)
    {
        var upload = new BlobUpload(route.Repository, route.Reference);
        return (upload, uploads.Received(upload) ?? throw new RegistryException(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry"));
    }

    /// <summary>Locations are relative, so that they hold under whatever name the client reached us by.</summary>
    private static void Accepted(HttpContext http, BlobUpload upload, long received)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = $"/v2/{upload.Repository}/blobs/uploads/{upload.Id}";
        http.Response.Headers.Range = $"0-{Math.Max(0, received - 1)}";
        http.Response.Headers["Docker-Upload-UUID"] = upload.Id;
    }

    private static void Created(HttpContext http, string location, string digest)
    {
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = location;
        http.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private static RegistryException WrongDigest() => new(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
}
