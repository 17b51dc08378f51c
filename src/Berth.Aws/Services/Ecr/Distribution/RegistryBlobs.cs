using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>Layers and configurations: uploads in pieces, mounts from other repositories, downloads with ranges, or from the layer bucket.</summary>
internal sealed class RegistryBlobs(IStore store, BlobFiles files, RegistryDoor door, AwsScope scope, IIdSource ids, TimeProvider clock)
{
    private const string MediaType = "application/octet-stream";
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

        await Results.File(file.FullName, MediaType, enableRangeProcessing: true).ExecuteAsync(http);
    }

    public async Task Begin(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var query = http.Request.Query;
        if (query["mount"].ToString() is { Length: > 0 } digest && query["from"].ToString() is { Length: > 0 } from && await Mount(from, digest, route.Repository, http.RequestAborted))
        {
            Created(http, $"/v2/{route.Repository}/blobs/{digest}", digest);
            return;
        }

        var id = files.Begin(ids.Uuid());
        if (query["digest"].ToString() is { Length: > 0 })
        {
            await Finish(http, route with { Reference = id });
            return;
        }

        Accepted(http, route.Repository, id, 0);
    }

    public async Task Append(HttpContext http, RegistryRoute route)
    {
        var received = files.Received(route.Reference) ?? throw Unknown();
        if (http.Request.Headers.ContentRange.ToString() is { Length: > 0 } range && !range.Replace("bytes ", "", StringComparison.Ordinal).StartsWith($"{received}-", StringComparison.Ordinal))
            throw new RegistryException(416, "BLOB_UPLOAD_INVALID", $"The upload has {received} bytes; go on from there.");
        Accepted(http, route.Repository, route.Reference, await files.Append(route.Reference, http.Request.Body, http.RequestAborted));
    }

    public async Task Finish(HttpContext http, RegistryRoute route)
    {
        await rows.Repository(route.Repository, http.RequestAborted);
        var digest = http.Request.Query["digest"].ToString();
        if (!BlobFiles.IsDigest(digest)) throw new RegistryException(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        if (files.Received(route.Reference) is null) throw Unknown();
        var size = await files.Append(route.Reference, http.Request.Body, http.RequestAborted);
        if (!await files.Verify(route.Reference, digest, http.RequestAborted)) throw new RegistryException(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        await files.Gate.WaitAsync(http.RequestAborted);
        try
        {
            files.Keep(route.Reference, digest);
            await rows.AddLayer(route.Repository, new LayerRecord(digest, size, MediaType, clock.GetUtcNow()), CancellationToken.None);
        }
        finally
        {
            files.Gate.Release();
        }

        Created(http, $"/v2/{route.Repository}/blobs/{digest}", digest);
    }

    public Task Status(HttpContext http, RegistryRoute route)
    {
        var received = files.Received(route.Reference) ?? throw Unknown();
        Accepted(http, route.Repository, route.Reference, received);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public Task Cancel(HttpContext http, RegistryRoute route)
    {
        files.Cancel(route.Reference);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task<bool> Mount(string from, string digest, string repository, CancellationToken cancel)
    {
        await files.Gate.WaitAsync(cancel);
        try
        {
            if (await rows.Layer(from, digest, cancel) is not { } layer) return false;
            await rows.AddLayer(repository, layer with { NamedAt = clock.GetUtcNow() }, cancel);
            return true;
        }
        finally
        {
            files.Gate.Release();
        }
    }

    /// <summary>Locations are relative, so that they hold under whatever name the client reached us by.</summary>
    private static void Accepted(HttpContext http, string repository, string id, long received)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = $"/v2/{repository}/blobs/uploads/{id}";
        http.Response.Headers.Range = $"0-{Math.Max(0, received - 1)}";
        http.Response.Headers["Docker-Upload-UUID"] = id;
    }

    private static void Created(HttpContext http, string location, string digest)
    {
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = location;
        http.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private static RegistryException Unknown() => new(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
}
