using System.Text.Json;
using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Domain.Kernel;
using Berth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>The OCI distribution protocol, as docker, skopeo and containerd speak it, with ECR's meaning.</summary>
internal sealed partial class RegistryEndpoint(
    IStore store, BlobFiles files, LayerUploads uploads, ImagePush pushes, RegistryAccess access, RegistryDoor door, BerthInstance berth, DiskGuard disk, TimeProvider clock, ILogger<RegistryEndpoint> log)
{
    public async Task Handle(HttpContext http)
    {
        http.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        try
        {
            var route = RegistryRoute.Parse(http.Request.Path) ?? throw new RegistryException(404, "UNSUPPORTED", "The registry has no such path.");
            var caller = await access.Enter(http, route);
            try
            {
                await Dispatch(http, route, caller);
            }
            catch (Exception missing) when (caller is not null && route.Kind == "manifest" && http.Request.Method != "PUT" && IsNotFound(missing))
            {
                await access.Missed(caller, route, repositoryIsThere: missing is RegistryException);
                throw;
            }
        }
        catch (RegistryException refusal)
        {
            await Refuse(http, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (AwsException refusal)
        {
            await (refusal.Code == "RepositoryNotFoundException" ? Refuse(http, 404, "NAME_UNKNOWN", refusal.Message) : Refuse(http, 403, "DENIED", refusal.Message));
        }
        catch (MalformedRequestException malformed)
        {
            await Refuse(http, 400, "UNSUPPORTED", malformed.Message);
        }
        catch (StoreConflictException conflict)
        {
            await Refuse(http, 503, "UNAVAILABLE", conflict.Message);
        }
        catch (Exception failure) when (failure is StoreFullException or StoreUnavailableException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(log, http.Request.Method, http.Request.Path, failure);
            await Refuse(http, 503, "UNAVAILABLE", "Berth cannot store anything: " + failure.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; what it sent stays for it to go on with.
        }
    }

    private Task Dispatch(HttpContext http, RegistryRoute route, Caller? caller)
    {
        // Pulling and giving up go on when the disk is full; pushing does not.
        if (http.Request.Method is "POST" or "PATCH" or "PUT") disk.Check();
        var images = new RegistryImages(store, files, pushes, berth.Scope);
        var blobs = new RegistryBlobs(store, files, uploads, access, door, berth.Scope, clock);
        return (route.Kind, http.Request.Method) switch
        {
            ("root", "GET") => http.Response.WriteAsync("{}", http.RequestAborted),
            ("tags", "GET") => images.ListTags(http, route),
            ("manifest", "GET" or "HEAD") => images.Get(http, route),
            ("manifest", "PUT") => images.Put(http, route),
            ("manifest", "DELETE") => images.Delete(http, route),
            ("blob", "GET" or "HEAD") => blobs.Get(http, route),
            ("uploads", "POST") => blobs.Begin(http, route, caller!),
            ("upload", "PATCH") => blobs.Append(http, route),
            ("upload", "PUT") => blobs.Finish(http, route),
            ("upload", "GET") => blobs.Status(http, route),
            ("upload", "DELETE") => blobs.Cancel(http, route),
            _ => throw new RegistryException(405, "UNSUPPORTED", "The operation is unsupported."),
        };
    }

    private static bool IsNotFound(Exception refusal) => refusal is RegistryException { Status: 404 } or AwsException { Code: "RepositoryNotFoundException" };

    private static async Task Refuse(HttpContext http, int status, string code, string message)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (http.Request.Method == "HEAD") return;
        var body = JsonSerializer.SerializeToUtf8Bytes(new { errors = new[] { new { code, message } } });
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    [LoggerMessage(1101, LogLevel.Error, "The registry could not do {Method} {Path}.")]
    private static partial void LogFailed(ILogger log, string method, string path, Exception cause);
}
