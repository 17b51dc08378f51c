using System.Text;
using Berth.Aws.Services.S3.Payloads;
using Berth.Domain.Kernel;
using Berth.Domain.ObjectStorage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.S3;

/// <summary>S3's headers: which we act on, and what an object keeps of them. What we do not act on is refused by name, so that nobody believes an object encrypted, locked or tagged that is not.</summary>
internal static class S3Headers
{
    /// <summary>Of user metadata, names and values together. Source: Amazon S3 user guide, working with object metadata.</summary>
    public const int MetadataBytesMax = 2048;

    private const string MetadataPrefix = "x-amz-meta-";

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-amz-user-agent", "x-amz-decoded-content-length", "x-amz-trailer",
        "x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type",
        "x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner", "x-amz-mp-object-size",
        "x-amz-copy-source", "x-amz-copy-source-if-match", "x-amz-copy-source-if-none-match", "x-amz-copy-source-if-modified-since", "x-amz-copy-source-if-unmodified-since", "x-amz-copy-source-range",
        "x-amz-metadata-directive",

        // Who pays is nobody's question here.
        "x-amz-request-payer",
    };

    /// <summary>Headers of which only what S3 does anyway is taken.</summary>
    private static readonly Dictionary<string, string[]> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x-amz-acl"] = ["private", "bucket-owner-full-control"],
        ["x-amz-object-ownership"] = ["BucketOwnerEnforced"],
        ["x-amz-storage-class"] = ["STANDARD"],
        ["x-amz-tagging-directive"] = ["COPY"],
        ["x-amz-bucket-object-lock-enabled"] = ["false", "False"],
        ["x-amz-server-side-encryption-bucket-key-enabled"] = ["false"],
    };

    private static readonly HashSet<string> SignatureParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token", "X-Amz-Content-Sha256", "X-Amz-User-Agent",
        "x-amz-checksum-mode",
    };

    private static readonly string[] Kept = ["Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    /// <exception cref="AwsException">NotImplemented, AccessControlListNotSupported, AccessDenied.</exception>
    public static void Check(HttpRequest request, AwsScope scope)
    {
        foreach (var (name, values) in request.Headers)
        {
            if (!name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) || Known.Contains(name) || name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (ChecksumHash.Algorithms.Any(a => ChecksumHash.HeaderName(a).Equals(name, StringComparison.OrdinalIgnoreCase))) continue;
            if (Usual.TryGetValue(name, out var usual) && usual.Contains(values.ToString())) continue;
            if (name.Equals("x-amz-acl", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase)) throw S3Errors.AclsNotSupported();
            throw S3Errors.NotImplemented($"{name.ToLowerInvariant()}: {(usual is null ? "any value" : values.ToString())}", name.ToLowerInvariant());
        }

        foreach (var name in request.Query.Keys)
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !SignatureParameters.Contains(name)) throw S3Errors.NotImplemented($"{name} in the query", name);
        if (request.Query.TryGetValue("versionId", out var version) && version != "null") throw S3Errors.NotImplemented("versionId");
        foreach (var header in (string[])["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"])
            if (request.Headers[header].ToString() is { Length: > 0 } owner && owner != scope.AccountId) throw S3Errors.AccessDenied();
    }

    /// <summary>What an object keeps.</summary>
    /// <exception cref="AwsException">MetadataTooLarge.</exception>
    public static ObjectHeaders Read(HttpRequest request)
    {
        var standard = Kept.Where(request.Headers.ContainsKey).ToDictionary(name => name, name => name == "Content-Encoding" ? WithoutChunks(request.Headers[name].ToString()) : request.Headers[name].ToString());
        var metadata = request.Headers.Where(h => h.Key.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key[MetadataPrefix.Length..].ToLowerInvariant(), h => string.Join(',', h.Value.ToArray()), StringComparer.Ordinal);
        var bytes = metadata.Sum(m => Encoding.UTF8.GetByteCount(m.Key) + Encoding.UTF8.GetByteCount(m.Value));
        return bytes > MetadataBytesMax ? throw S3Errors.MetadataTooLarge(bytes, MetadataBytesMax) : new() { Standard = standard.Where(h => h.Value.Length > 0).ToDictionary(), Metadata = metadata };
    }

    public static IEnumerable<KeyValuePair<string, string>> Write(ObjectHeaders headers) =>
    [
        .. headers.Standard.Select(h => KeyValuePair.Create(h.Key, Printable(h.Value))),
        .. headers.Standard.ContainsKey("Content-Type") ? (KeyValuePair<string, string>[])[] : [new("Content-Type", "binary/octet-stream")],
        .. headers.Metadata.Select(m => KeyValuePair.Create(MetadataPrefix + m.Key, Printable(m.Value))),
    ];

    /// <summary>Headers are ASCII; what is not is sent as S3 sends it. Source: RFC 2047.</summary>
    private static string Printable(string value) => value.All(c => c is >= ' ' and <= '~') ? value : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";

    /// <summary>How the body was framed on its way is no property of the object.</summary>
    private static string WithoutChunks(string encodings) => string.Join(',', encodings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(e => e != "aws-chunked"));
}
