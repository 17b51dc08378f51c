using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Berth.Domain.Access;

namespace Berth.Bench.Load;

/// <summary>A signed request as bytes, ready to be sent again and again while its signature is young (five minutes).</summary>
internal static class SignedRequest
{
    public static byte[] Ecs(string host, string region, string accessKeyId, string secretAccessKey, string operation, JsonObject request, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(request.ToJsonString());
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/{region}/ecs/aws4_request";
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/x-amz-json-1.1",
            ["host"] = host,
            ["x-amz-date"] = timestamp,
            ["x-amz-target"] = "AmazonEC2ContainerServiceV20141113." + operation,
        };
        var signature = SignatureV4.Sign(secretAccessKey, scope, timestamp, SignatureV4.CanonicalRequest("POST", "/", [], headers, SignatureV4.HashHex(body)));
        var head = new StringBuilder("POST / HTTP/1.1\r\n");
        foreach (var (name, value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append(CultureInfo.InvariantCulture, $"content-length: {body.Length}\r\nauthorization: {SignatureV4.Algorithm} Credential={accessKeyId}/{scope}, ");
        head.Append(CultureInfo.InvariantCulture, $"SignedHeaders={string.Join(';', headers.Keys)}, Signature={signature}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. body];
    }
}
