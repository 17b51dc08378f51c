using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Berth.Domain.Access;

namespace Berth.Aws.Tests.Driving;

public sealed record ApiKey(string AccessKeyId, string SecretAccessKey, string? SessionToken);

/// <summary>Raw signed HTTP, so that tests can also send what no SDK would.</summary>
public sealed class ApiClient(Uri endpoint, ApiKey key)
{
    private static readonly HttpClient Http = new();

    private static readonly Dictionary<string, string> Targets = new()
    {
        ["ecs"] = "AmazonEC2ContainerServiceV20141113",
        ["ecr"] = "AmazonEC2ContainerRegistry_V20150921",
        ["logs"] = "Logs_20140328",
        ["servicequotas"] = "ServiceQuotasV20190624",
        ["kms"] = "TrentService",
        ["secretsmanager"] = "secretsmanager",
        ["ssm"] = "AmazonSSM",
    };

    private static readonly Dictionary<string, string> Versions = new() { ["iam"] = "2010-05-08", ["sts"] = "2011-06-15", ["ec2"] = "2016-11-15" };

    public string Region { get; init; } = "ap-northeast-1";

    public TimeSpan Skew { get; init; }

    /// <summary>Calls a JSON operation that must succeed.</summary>
    public async Task<JsonNode> Call(string service, string operation, JsonNode? body = null)
    {
        var answer = await Json(service, operation, (body ?? new JsonObject()).ToJsonString());
        Assert.True(answer.Status == 200, $"{service} {operation}: {answer.Status} {answer.Body}");
        return answer.Body.Length == 0 ? new JsonObject() : JsonNode.Parse(answer.Body)!;
    }

    /// <summary>Calls a JSON operation that must be refused.</summary>
    public async Task<ApiError> Refused(string service, string operation, JsonNode? body = null) =>
        (await Json(service, operation, (body ?? new JsonObject()).ToJsonString())).ToError();

    public Task<ApiAnswer> Json(string service, string operation, string body) =>
        Send(service, HttpMethod.Post, "/", [new("X-Amz-Target", $"{Targets[service]}.{operation}"), new("Content-Type", "application/x-amz-json-1.1")], body);

    /// <summary>Calls a query operation that must succeed, and drops the namespaces of its answer.</summary>
    public async Task<XElement> Query(string service, string action, params (string Name, string Value)[] parameters)
    {
        var answer = await QueryAnswer(service, action, parameters);
        Assert.True(answer.Status == 200, $"{service} {action}: {answer.Status} {answer.Body}");
        return answer.ToXml();
    }

    public async Task<ApiError> QueryRefused(string service, string action, params (string Name, string Value)[] parameters) =>
        (await QueryAnswer(service, action, parameters)).ToError();

    public Task<ApiAnswer> QueryAnswer(string service, string action, params (string Name, string Value)[] parameters)
    {
        var form = string.Join('&', parameters.Prepend(("Version", Versions[service])).Prepend(("Action", action)).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));
        return Send(service, HttpMethod.Post, "/", [new("Content-Type", "application/x-www-form-urlencoded")], form);
    }

    public async Task<ApiAnswer> Send(string service, HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>> headers, string body, string? announcedHash = null)
    {
        var timestamp = (DateTimeOffset.UtcNow + Skew).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/{Region}/{service}/aws4_request";
        var hash = SignatureV4.HashHex(Encoding.UTF8.GetBytes(body));
        var signed = headers.Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), h.Value))
            .Append(new("host", endpoint.Authority)).Append(new("x-amz-date", timestamp)).Append(new("x-amz-content-sha256", announcedHash ?? hash)).ToList();
        if (key.SessionToken is { } token) signed.Add(new("x-amz-security-token", token));
        var canonical = SignatureV4.CanonicalRequest(method.Method, SignatureV4.CanonicalPath(path), [], signed, hash);
        var signature = SignatureV4.Sign(key.SecretAccessKey, scope, timestamp, canonical);
        var names = string.Join(';', signed.Select(h => h.Key).Order(StringComparer.Ordinal));
        return await Unsigned(method, path, [.. signed.Where(h => h.Key != "host"),
            new("Authorization", $"{SignatureV4.Algorithm} Credential={key.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}")], body);
    }

    public async Task<ApiAnswer> Unsigned(HttpMethod method, string path, IEnumerable<KeyValuePair<string, string>> headers, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri(endpoint, path)) { Content = method == HttpMethod.Get ? null : new StringContent(body) };
        request.Content?.Headers.Remove("Content-Type");
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A link that carries its signature.</summary>
    public Uri Presign(string service, string query, int expiresSeconds, DateTimeOffset signedAt)
    {
        var timestamp = signedAt.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/{Region}/{service}/aws4_request";
        List<KeyValuePair<string, string>> all =
        [
            .. query.Split('&').Select(p => KeyValuePair.Create(p.Split('=')[0], p.Split('=')[1])),
            new("X-Amz-Algorithm", SignatureV4.Algorithm), new("X-Amz-Credential", $"{key.AccessKeyId}/{scope}"), new("X-Amz-Date", timestamp),
            new("X-Amz-Expires", expiresSeconds.ToString(CultureInfo.InvariantCulture)), new("X-Amz-SignedHeaders", "host"),
        ];
        if (key.SessionToken is { } token) all.Add(new("X-Amz-Security-Token", token));
        var canonical = SignatureV4.CanonicalRequest("GET", "/", all, [new("host", endpoint.Authority)], SignatureV4.EmptyBodyHash);
        return new(endpoint, $"/?{SignatureV4.CanonicalQuery(all)}&X-Amz-Signature={SignatureV4.Sign(key.SecretAccessKey, scope, timestamp, canonical)}");
    }

    public static async Task<ApiAnswer> Get(Uri link)
    {
        using var response = await Http.GetAsync(link);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }
}

public sealed record ApiAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public XElement ToXml()
    {
        var root = XElement.Parse(Body);
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
            element.Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        }

        return root;
    }

    public ApiError ToError()
    {
        Assert.InRange(Status, 400, 499);
        if (Body.StartsWith('{'))
        {
            var json = JsonNode.Parse(Body)!;
            return new(Status, (string)json["__type"]!, (string?)json["message"] ?? "", json);
        }

        var xml = ToXml();
        return new(Status, xml.Descendants("Code").Single().Value, xml.Descendants("Message").SingleOrDefault()?.Value ?? "", null);
    }
}

public sealed record ApiError(int Status, string Code, string Message, JsonNode? Json);
