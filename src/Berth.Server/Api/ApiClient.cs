using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Server.Installation;

namespace Berth.Server.Api;

/// <summary>The public API as any SDK sees it: signed requests over HTTP, no way around.</summary>
internal sealed class ApiClient(Uri endpoint, AwsScope scope, RootKeyFile key, HttpClient http, TimeProvider clock)
{
    /// <summary>An operation of a JSON 1.1 service.</summary>
    /// <param name="target">X-Amz-Target, such as Logs_20140328.GetLogEvents.</param>
    public async Task<JsonObject> Json(string service, string target, JsonObject request, CancellationToken cancel)
    {
        var body = await Send(service, request.ToJsonString(), "application/x-amz-json-1.1", target, cancel);
        return body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>An operation of a query service.</summary>
    public async Task<XElement> Query(string service, string version, string action, IReadOnlyDictionary<string, string> parameters, CancellationToken cancel)
    {
        var form = new Dictionary<string, string>(parameters) { ["Action"] = action, ["Version"] = version };
        var text = string.Join('&', form.Select(p => SignatureV4.Encode(p.Key) + "=" + SignatureV4.Encode(p.Value)));
        return XElement.Parse(await Send(service, text, "application/x-www-form-urlencoded; charset=utf-8", target: null, cancel));
    }

    /// <summary>A signed GET of something that is Berth's own.</summary>
    public async Task<string> Get(string service, string path, CancellationToken cancel)
    {
        var (timestamp, credentialScope) = Now(service);
        var headers = new Dictionary<string, string> { ["host"] = endpoint.Authority, ["x-amz-date"] = timestamp };
        var canonical = SignatureV4.CanonicalRequest("GET", path, [], headers, SignatureV4.HashHex([]));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, path));
        request.Headers.TryAddWithoutValidation("X-Amz-Date", timestamp);
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(credentialScope, timestamp, canonical, headers.Keys));
        using var answer = await http.SendAsync(request, cancel);
        var result = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? result : throw new ApiException((int)answer.StatusCode, result);
    }

    /// <summary>A signed POST to something that is Berth's own.</summary>
    public Task<string> Post(string service, string path, JsonObject request, CancellationToken cancel) => Send(service, request.ToJsonString(), "application/json", target: null, cancel, path);

    private (string Timestamp, string Scope) Now(string service)
    {
        var timestamp = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return (timestamp, $"{timestamp[..8]}/{scope.Region}/{service}/aws4_request");
    }

    private string Authorization(string credentialScope, string timestamp, string canonical, IEnumerable<string> signed) =>
        $"{SignatureV4.Algorithm} Credential={key.AccessKeyId}/{credentialScope}, SignedHeaders={string.Join(';', signed.Order(StringComparer.Ordinal))}, Signature={SignatureV4.Sign(key.SecretAccessKey, credentialScope, timestamp, canonical)}";

    private async Task<string> Send(string service, string text, string contentType, string? target, CancellationToken cancel, string path = "/")
    {
        var body = Encoding.UTF8.GetBytes(text);
        var (timestamp, credentialScope) = Now(service);
        var headers = new Dictionary<string, string> { ["content-type"] = contentType, ["host"] = endpoint.Authority, ["x-amz-date"] = timestamp };
        if (target is not null) headers["x-amz-target"] = target;
        var canonical = SignatureV4.CanonicalRequest("POST", path, [], headers, SignatureV4.HashHex(body));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", timestamp);
        if (target is not null) request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(credentialScope, timestamp, canonical, headers.Keys));
        using var answer = await http.SendAsync(request, cancel);
        var result = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? result : throw new ApiException((int)answer.StatusCode, result);
    }
}

/// <summary>An error answer, with its code wherever the protocol put it.</summary>
internal sealed class ApiException(int status, string body) : Exception($"{status}: {body}")
{
    public string Code { get; } = ReadCode(body);

    /// <summary>What the server says, without the form that it says it in.</summary>
    public string Text { get; } = body.StartsWith('{') ? JsonNode.Parse(body)?["message"]?.GetValue<string>() ?? body : body;

    private static string ReadCode(string body)
    {
        if (body.StartsWith('{')) return JsonNode.Parse(body)?["__type"]?.GetValue<string>().Split('#')[^1] ?? "";
        return body.StartsWith('<') ? XElement.Parse(body).Descendants().FirstOrDefault(e => e.Name.LocalName == "Code")?.Value ?? "" : "";
    }
}
