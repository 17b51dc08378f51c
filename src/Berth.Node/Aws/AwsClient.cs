using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Access;

namespace Berth.Node.Aws;

/// <param name="endpointOf">Where a service answers, by the name with which its requests are signed.</param>
internal sealed class AwsClient(HttpClient http, Func<string, Uri> endpointOf, string region, TimeProvider clock) : IAwsClient
{
    /// <summary>As short as JSON can be: a log line full of quotation marks must not become six times its size.</summary>
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string ContentType = "application/x-amz-json-1.1";

    public async Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel)
    {
        var endpoint = endpointOf(service);
        var body = Encoding.UTF8.GetBytes(request.ToJsonString(Relaxed));
        var headers = RequestSigner.Sign(
            "POST", endpoint, service, region, new Dictionary<string, string> { ["content-type"] = ContentType, ["x-amz-target"] = target }, SignatureV4.HashHex(body), credentials,
            clock.GetUtcNow());
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        foreach (var (name, value) in headers.Where(h => h.Key is not ("host" or "content-type"))) message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Send(message, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        var json = Parse(text);
        if (answer.IsSuccessStatusCode) return json;
        var requestId = answer.Headers.TryGetValues("x-amzn-RequestId", out var ids) ? ids.First() : "";
        throw new AwsCallException(json["__type"]?.GetValue<string>().Split('#')[^1] ?? "UnknownError", json["message"]?.GetValue<string>() ?? "", (int)answer.StatusCode, requestId);
    }

    /// <summary>A time-out, or the end of the network that the call travels through, is a failed connection like any other, not somebody's wish to stop. The whole body is read here too.</summary>
    private async Task<HttpResponseMessage> Send(HttpRequestMessage message, CancellationToken cancel)
    {
        try
        {
            return await http.SendAsync(message, cancel);
        }
        catch (OperationCanceledException timeout) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException("The request timed out.", timeout);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            throw new HttpRequestException(broken.Message, broken);
        }
    }

    private static JsonObject Parse(string text)
    {
        try
        {
            return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>Adds a SigV4 signature to what a request sends.</summary>
internal static class RequestSigner
{
    /// <param name="pathIsCanonical">S3 alone signs the path as it is sent.</param>
    /// <returns>Every header to send, names in lower case, host among them.</returns>
    public static IReadOnlyDictionary<string, string> Sign(
        string method, Uri uri, string service, string region, IReadOnlyDictionary<string, string> headers, string bodyHash, NativeCredentials credentials, DateTimeOffset now,
        bool pathIsCanonical = false)
    {
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/{region}/{service}/aws4_request";
        var signed = new Dictionary<string, string>(headers) { ["host"] = uri.Authority, ["x-amz-date"] = timestamp, ["x-amz-security-token"] = credentials.SessionToken };
        var query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(Uri.UnescapeDataString(p[0]), Uri.UnescapeDataString(p[1])));
        var canonical = SignatureV4.CanonicalRequest(method, pathIsCanonical ? uri.AbsolutePath : SignatureV4.CanonicalPath(uri.AbsolutePath), query, signed, bodyHash);
        var signature = SignatureV4.Sign(credentials.SecretAccessKey, scope, timestamp, canonical);
        signed["authorization"] = $"{SignatureV4.Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={string.Join(';', signed.Keys.Order(StringComparer.Ordinal))}, Signature={signature}";
        return signed;
    }
}
