using System.Diagnostics;
using Berth.Aws.Dispatch;
using Berth.Aws.Protocols;
using Berth.Aws.Services.S3.Xml;
using Berth.Domain.Kernel;
using Berth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Services.S3;

/// <summary>
/// Every request to S3: find bucket and key, verify the signature, name the operation, refuse what we do not act on, authorise, let the operation answer, write the answer or the error in S3's form.
/// </summary>
internal sealed partial class S3Endpoint(S3Authentication authentication, S3Rows rows, Callers callers, IAuthorizer authorizer, BerthInstance berth, IIdSource ids, ILogger<S3Endpoint> log)
{
    public async Task Handle(HttpContext http)
    {
        var requestId = ids.Hex(16).ToUpperInvariant();
        Mark(http.Response, requestId);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        AwsException error;
        try
        {
            var answer = await Answer(http, requestId);
            using var content = answer.Content;
            await Send(http, answer);
            return;
        }
        catch (AwsException refusal)
        {
            error = refusal.Code is "AccessDeniedException" or "AccessDenied" ? new("AccessDenied", refusal.Message, 403) { Details = refusal.Details } : refusal;
        }
        catch (MalformedRequestException malformed)
        {
            error = new("InvalidRequest", malformed.Message);
        }
        catch (BadHttpRequestException broken)
        {
            error = new("IncompleteBody", broken.Message, broken.StatusCode);
        }
        catch (Exception failure) when (failure is StoreFullException or StoreUnavailableException)
        {
            LogFailed(log, http.Request.Method, http.Request.Path, requestId, failure);
            error = new("ServiceUnavailable", $"Berth cannot store anything: {failure.Message}", 503);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is left to answer.
        }
#pragma warning disable CA1031 // Whatever went wrong inside, the caller gets S3's internal error and the log gets the cause.
        catch (Exception bug)
        {
            if (http.RequestAborted.IsCancellationRequested) return;
            LogFailed(log, http.Request.Method, http.Request.Path, requestId, bug);
            error = new("InternalError", "We encountered an internal error. Please try again.", 500);
        }
#pragma warning restore CA1031
        await Refuse(http, error, requestId);
    }

    private async Task<S3Answer> Answer(HttpContext http, string requestId)
    {
        var address = S3Address.Read(http.Request, berth.Scope.Region);
        var (principal, body) = await authentication.Verify(http.Request);
        using var held = body;
        var name = S3Route.Of(http.Request, address);
        if (!S3Service.Operations.TryGetValue(name, out var binding)) throw S3Errors.NotImplemented(name);
        S3Headers.Check(http.Request, berth.Scope);
        var caller = await callers.Of(http, principal, "s3", requestId, http.RequestAborted);
        var request = new S3Request(http.Request, caller, address.Bucket, address.Key, body);
        if (binding.NeedsBucket) request = request with { BucketRecord = await rows.FindBucket(address.Bucket, http.RequestAborted) ?? throw S3Errors.NoSuchBucket(address.Bucket) };

        using var trace = AwsDispatcher.Traces.StartActivity("s3:" + name);
        trace?.SetTag("aws.resource", request.Arn).SetTag("aws.principal", principal.Arn);
        var operation = binding.Make(http.RequestServices);
        foreach (var demand in binding.Demands(operation, request)) await authorizer.Require(caller, demand, http.RequestAborted);
        return await operation.Handle(request, http.RequestAborted);
    }

    private static void Mark(HttpResponse response, string requestId)
    {
        response.Headers.Server = "AmazonS3";
        response.Headers["x-amz-request-id"] = requestId;
    }

    private static async Task Send(HttpContext http, S3Answer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        if (answer.Content is { } content)
        {
            response.ContentLength = content.Length;
            if (http.Request.Method != "HEAD") await content.Send(response, http.RequestAborted);
        }
        else if (answer.Document is { } document)
        {
            response.ContentType = answer.DocumentType;
            response.ContentLength = document.Length;
            await response.Body.WriteAsync(document, http.RequestAborted);
        }
        else if (answer.Status is not (204 or 304))
        {
            response.ContentLength = 0;
        }
    }

    private static async Task Refuse(HttpContext http, AwsException error, string requestId)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        Mark(http.Response, requestId);
        http.Response.StatusCode = error.Status;
        http.Response.ContentType = "application/xml";
        if (http.Request.Method == "HEAD") return;
        var document = S3Xml.WriteError(error, requestId, hostId: requestId);
        http.Response.ContentLength = document.Length;
        await http.Response.Body.WriteAsync(document, http.RequestAborted);
    }

    [LoggerMessage(1122, LogLevel.Error, "S3 could not do {Method} {Path} (request {RequestId}).")]
    private static partial void LogFailed(ILogger log, string method, string path, string requestId, Exception cause);
}
