using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Berth.Domain.Access;

namespace Berth.Aws.Tests.Driving;

/// <summary>Raw requests to S3, signed as S3 wants it: the path encoded once, and the body as announced.</summary>
internal sealed class S3Client(Uri endpoint, ApiKey key)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public string Region { get; init; } = "ap-northeast-1";

    public string Service { get; init; } = "s3";

    /// <summary>What the Host header says, when it is not the endpoint's.</summary>
    public string? Host { get; init; }

    /// <param name="target">Path and query, encoded: <c>/bucket/a%20key?uploads</c>.</param>
    /// <param name="announced">x-amz-content-sha256; null for the body's hash.</param>
    public Task<S3Reply> Send(string method, string target, string body = "", string? announced = null, params (string Name, string Value)[] headers) =>
        Send(method, target, Encoding.UTF8.GetBytes(body), announced, headers);

    public async Task<S3Reply> Send(string method, string target, byte[] body, string? announced = null, params (string Name, string Value)[] headers)
    {
        using var request = Sign(method, target, body, announced, (_, _, _) => body, headers);
        return await Answer(request);
    }

    /// <summary>Sends a body in signed chunks.</summary>
    /// <param name="trailer">Name and value; signed too. Null for none.</param>
    /// <param name="spoil">Changes what is sent, after it was signed.</param>
    public async Task<S3Reply> SendChunks(string target, IReadOnlyList<string> chunks, (string Name, string Value)? trailer = null, Func<string, string>? spoil = null)
    {
        var announced = trailer is null ? StreamingSignature.SignedChunks : StreamingSignature.SignedChunksTrailer;
        List<(string, string)> headers = [("x-amz-decoded-content-length", $"{chunks.Sum(c => c.Length)}"), ("Content-Encoding", "aws-chunked")];
        if (trailer is { Name: var name }) headers.Add(("x-amz-trailer", name));
        using var request = Sign("PUT", target, [], announced, (scope, timestamp, seed) =>
        {
            var signingKey = SignatureV4.SigningKey(key.SecretAccessKey, scope);
            var text = new StringBuilder();
            foreach (var chunk in chunks.Append(""))
            {
                seed = StreamingSignature.SignChunk(signingKey, scope, timestamp, seed, SignatureV4.HashHex(Encoding.UTF8.GetBytes(chunk)));
                text.Append(CultureInfo.InvariantCulture, $"{chunk.Length:x};chunk-signature={seed}\r\n").Append(chunk).Append(chunk.Length > 0 ? "\r\n" : "");
            }

            if (trailer is { } given)
            {
                var signature = StreamingSignature.SignTrailers(signingKey, scope, timestamp, seed, [new(given.Name, given.Value)]);
                text.Append(CultureInfo.InvariantCulture, $"{given.Name}:{given.Value}\r\nx-amz-trailer-signature:{signature}\r\n");
            }

            var sent = text.Append("\r\n").ToString();
            return Encoding.UTF8.GetBytes(spoil?.Invoke(sent) ?? sent);
        }, [.. headers]);
        return await Answer(request);
    }

    public async Task<S3Reply> Unsigned(string method, string target)
    {
        using var request = new HttpRequestMessage(new(method), Address(target));
        return await Answer(request);
    }

    /// <summary>A link that carries its signature.</summary>
    public string Presign(string method, string path, int seconds, params (string Name, string Value)[] query)
    {
        var timestamp = Now();
        var scope = Scope(timestamp);
        List<KeyValuePair<string, string>> all =
        [
            .. query.Select(q => KeyValuePair.Create(q.Name, q.Value)), new("X-Amz-Algorithm", SignatureV4.Algorithm), new("X-Amz-Credential", $"{key.AccessKeyId}/{scope}"), new("X-Amz-Date", timestamp),
            new("X-Amz-Expires", seconds.ToString(CultureInfo.InvariantCulture)), new("X-Amz-SignedHeaders", "host"),
        ];
        if (key.SessionToken is { } token) all.Add(new("X-Amz-Security-Token", token));
        var canonical = SignatureV4.CanonicalRequest(method, StreamingSignature.CanonicalPath(path), all, [new("host", endpoint.Authority)], StreamingSignature.UnsignedPayload);
        return $"{path}?{SignatureV4.CanonicalQuery(all)}&X-Amz-Signature={SignatureV4.Sign(key.SecretAccessKey, scope, timestamp, canonical)}";
    }

    private static string Now() => DateTimeOffset.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private string Scope(string timestamp) => $"{timestamp[..8]}/{Region}/{Service}/aws4_request";

    private Uri Address(string target) => new(endpoint.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private HttpRequestMessage Sign(string method, string target, byte[] body, string? announced, Func<string, string, string, byte[]> bodyOf, (string Name, string Value)[] headers)
    {
        var timestamp = Now();
        var scope = Scope(timestamp);
        var hash = announced ?? SignatureV4.HashHex(body);
        var signed = headers.Select(h => KeyValuePair.Create(h.Name.ToLowerInvariant(), h.Value)).Append(new("host", Host ?? endpoint.Authority)).Append(new("x-amz-date", timestamp)).Append(new("x-amz-content-sha256", hash)).ToList();
        if (key.SessionToken is { } token) signed.Add(new("x-amz-security-token", token));
        var parts = target.Split('?', 2);
        var query = parts.Length == 1 ? [] : parts[1].Split('&').Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(Uri.UnescapeDataString(p[0]), p.Length == 2 ? Uri.UnescapeDataString(p[1]) : ""));
        var canonical = SignatureV4.CanonicalRequest(method, StreamingSignature.CanonicalPath(parts[0]), query, signed, hash);
        var signature = SignatureV4.Sign(key.SecretAccessKey, scope, timestamp, canonical);
        var content = bodyOf(scope, timestamp, signature);
        var request = new HttpRequestMessage(new(method), Address(target)) { Content = method is "GET" or "HEAD" || (method == "DELETE" && content.Length == 0) ? null : new ByteArrayContent(content) };
        foreach (var (name, value) in signed.Where(h => h.Key != "host"))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        if (Host is not null) request.Headers.Host = Host;
        var names = string.Join(';', signed.Select(h => h.Key).Order(StringComparer.Ordinal));
        request.Headers.Authorization = new AuthenticationHeaderValue(SignatureV4.Algorithm, $"Credential={key.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
        return request;
    }

    private static async Task<S3Reply> Answer(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), headers);
    }
}

internal sealed record S3Reply(int Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Without namespaces.</summary>
    public XElement Xml
    {
        get
        {
            var root = XElement.Parse(Text);
            foreach (var element in root.DescendantsAndSelf()) element.Name = element.Name.LocalName;
            return root;
        }
    }

    public string Code => Xml.Element("Code")!.Value;

    public string ETag => Headers["ETag"].Trim('"');

    public S3Reply Expect(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        return this;
    }

    /// <summary>A refusal with this status and code.</summary>
    public S3Reply Refused(int status, string code)
    {
        Assert.Equal((status, code), (Status, Text.Length == 0 ? "" : Code));
        return this;
    }
}
