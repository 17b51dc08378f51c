using System.Globalization;
using System.Text;
using System.Xml;
using Berth.Domain.Kernel;
using Berth.Domain.Registry;
using Berth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Berth.Aws.Services.Ecr.Distribution;

/// <summary>
/// The one bucket of S3 that is not the account's: from it ECR has layers fetched, by whoever has a link of the registry's. Everything else is refused as S3 refuses it to a stranger.
/// </summary>
internal sealed partial class LayerBucket(IStore store, BlobFiles files, LayerUrls urls, BerthInstance berth, IIdSource ids, ILogger<LayerBucket> log)
{
    private readonly ImageRows rows = new(store, berth.Scope);

    /// <summary>Whether a request that came to the port of every API means the bucket.</summary>
    public bool IsNamed(HttpRequest request) => request.Headers.Host.ToString().Split(':')[0].Equals(urls.HostName, StringComparison.OrdinalIgnoreCase);

    public async Task Handle(HttpContext http)
    {
        var requestId = ids.Hex(16).ToUpperInvariant();
        http.Response.Headers.Server = "AmazonS3";
        http.Response.Headers["x-amz-request-id"] = requestId;
        try
        {
            if (await Answer(http) is { } refusal) await Refuse(http, refusal, requestId);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(log, http.Request.Path, failure);
            await Refuse(http, new(503, "ServiceUnavailable", "Berth cannot read the layer: " + failure.Message), requestId);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client hung up.
        }
    }

    private async Task<Refusal?> Answer(HttpContext http)
    {
        if (http.Request.Method is not ("GET" or "HEAD")) return new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
        var verdict = urls.Judge(http.Request);
        if (verdict is not LayerLinkVerdict.Unsigned && http.Request.Headers.Authorization.Count > 0)
            return new(400, "InvalidArgument", "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified");
        switch (verdict)
        {
            case LayerLinkVerdict.Granted layer:
                if (await rows.Layer(layer.Repository, layer.Digest, http.RequestAborted) is null || files.Find(layer.Digest) is not { } file)
                    return new(404, "NoSuchKey", "The specified key does not exist.") { Details = [new("Key", http.Request.Path.Value!.TrimStart('/'))] };
                await Results.File(file.FullName, "binary/octet-stream", enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{layer.Digest["sha256:".Length..]}\"")).ExecuteAsync(http);
                return null;
            case LayerLinkVerdict.Unsigned:
                return Denied;
            case LayerLinkVerdict.Malformed wrong:
                return new(400, "AuthorizationQueryParametersError", wrong.Message);
            case LayerLinkVerdict.UnknownKey unknown:
                return new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.") { Details = [new("AWSAccessKeyId", unknown.AccessKeyId)] };
            case LayerLinkVerdict.Expired expired:
                return new(403, "AccessDenied", "Request has expired") { Details = [new("X-Amz-Expires", expired.Lifetime.ToString(CultureInfo.InvariantCulture)), new("Expires", expired.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))] };
            case LayerLinkVerdict.Mismatch:
                return new(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.");
            default:
                throw new InvalidOperationException($"Unknown verdict {verdict}.");
        }
    }

    private static Refusal Denied => new(403, "AccessDenied", "Access Denied");

    private static async Task Refuse(HttpContext http, Refusal refusal, string requestId)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/xml";
        if (http.Request.Method == "HEAD") return;
        using var body = new MemoryStream();
        using (var xml = XmlWriter.Create(body, new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false }))
        {
            xml.WriteStartElement("Error");
            foreach (var (name, value) in (KeyValuePair<string, string>[])[new("Code", refusal.Code), new("Message", refusal.Message), .. refusal.Details, new("RequestId", requestId)]) xml.WriteElementString(name, value);
            xml.WriteEndElement();
        }

        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }

    /// <summary>Sample: <c>&lt;Error&gt;&lt;Code&gt;AccessDenied&lt;/Code&gt;&lt;Message&gt;Request has expired&lt;/Message&gt;…&lt;/Error&gt;</c>.</summary>
    private sealed record Refusal(int Status, string Code, string Message)
    {
        public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
    }

    [LoggerMessage(1102, LogLevel.Error, "The layer bucket could not serve {Path}.")]
    private static partial void LogFailed(ILogger log, string path, Exception cause);
}
