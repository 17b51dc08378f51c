using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Berth.Domain.Kernel;
using Berth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>The OCI distribution protocol, as docker, skopeo and containerd speak it, with ECR's meaning.</summary>
internal sealed partial class RegistryEndpoint(IStore store, BlobFiles files, RegistryTokens tokens, RegistryDoor door, BerthInstance berth, IIdSource ids, DiskGuard disk, TimeProvider clock, ILogger<RegistryEndpoint> log)
{
    public async Task Handle(HttpContext http)
    {
        http.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        try
        {
            var route = RegistryRoute.Parse(http.Request.Path) ?? throw new RegistryException(404, "UNSUPPORTED", "The registry has no such path.");
            if (!IsAuthorized(http.Request, route, out var principalArn))
            {
                http.Response.Headers.WWWAuthenticate = $"Basic realm=\"{http.Request.Scheme}://{http.Request.Headers.Host}/\",service=\"ecr.amazonaws.com\"";
                throw new RegistryException(401, "UNAUTHORIZED", "Not Authorized");
            }

            door.Check(http.Request, route, principalArn);
            await Dispatch(http, route);
        }
        catch (RegistryException refusal)
        {
            await Refuse(http, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (AwsException refusal)
        {
            await Refuse(http, 404, "NAME_UNKNOWN", refusal.Message);
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

    private Task Dispatch(HttpContext http, RegistryRoute route)
    {
        // Pulling and giving up go on when the disk is full; pushing does not.
        if (http.Request.Method is "POST" or "PATCH" or "PUT") disk.Check();
        var images = new RegistryImages(store, files, berth.Scope, clock);
        var blobs = new RegistryBlobs(store, files, door, berth.Scope, ids, clock);
        return (route.Kind, http.Request.Method) switch
        {
            ("root", "GET") => http.Response.WriteAsync("{}", http.RequestAborted),
            ("tags", "GET") => images.ListTags(http, route),
            ("manifest", "GET" or "HEAD") => images.Get(http, route),
            ("manifest", "PUT") => images.Put(http, route),
            ("blob", "GET" or "HEAD") => blobs.Get(http, route),
            ("uploads", "POST") => blobs.Begin(http, route),
            ("upload", "PATCH") => blobs.Append(http, route),
            ("upload", "PUT") => blobs.Finish(http, route),
            ("upload", "GET") => blobs.Status(http, route),
            ("upload", "DELETE") => blobs.Cancel(http, route),
            _ => throw new RegistryException(405, "UNSUPPORTED", "The operation is unsupported. ECR deletes images by its own API: aws ecr batch-delete-image."),
        };
    }

    /// <param name="principalArn">Whose password it is; null for a layer's ticket, which says nothing of who has it.</param>
    private bool IsAuthorized(HttpRequest request, RegistryRoute route, out string? principalArn)
    {
        principalArn = null;
        if (route.Kind == "blob" && request.Query["ticket"].ToString() is { Length: > 0 } ticket) return tokens.VerifyForLayer(ticket, route.Repository, route.Reference);
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Scheme != "Basic" || header.Parameter is null) return false;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter)).Split(':', 2) is [RegistryTokens.User, var password] && (principalArn = tokens.Verify(password)) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

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
