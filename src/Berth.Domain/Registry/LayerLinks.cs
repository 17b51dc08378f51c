using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Berth.Domain.Access;
using Berth.Domain.Kernel;

namespace Berth.Domain.Registry;

/// <summary>What the layer bucket makes of a link.</summary>
public abstract record LayerLinkVerdict
{
    /// <param name="Digest">sha256:…</param>
    public sealed record Granted(string Repository, string Digest) : LayerLinkVerdict;

    /// <summary>It carries no signature at all.</summary>
    public sealed record Unsigned : LayerLinkVerdict;

    /// <summary>A part of the signature is missing or makes no sense.</summary>
    public sealed record Malformed(string Message) : LayerLinkVerdict;

    /// <summary>Signed with a key that the bucket does not know.</summary>
    public sealed record UnknownKey(string AccessKeyId) : LayerLinkVerdict;

    /// <param name="Lifetime">In seconds, as the link says.</param>
    public sealed record Expired(int Lifetime, DateTimeOffset At) : LayerLinkVerdict;

    /// <summary>The signature is not ours, or not of this link.</summary>
    public sealed record Mismatch : LayerLinkVerdict;
}

/// <summary>
/// Links to layers in the bucket from which ECR has them fetched: presigned requests of S3, signed with a key of the installation's own. Pure.
/// Source: ECR user guide, interface VPC endpoints, minimum S3 bucket permissions; S3 API reference, authenticating requests with query parameters.
/// </summary>
public static class LayerLinks
{
    /// <summary>Of the key that signs, as the links show it; it opens nothing else.</summary>
    public const string AccessKeyId = "AKIABERTHLAYERBUCKET";

    /// <summary>Source: links of ECR.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string SignedMethod = "GET";
    private const string SignatureName = "X-Amz-Signature";
    private const int SecondsMax = 604_800;

    private static readonly string[] Required = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", SignatureName];

    public static string BucketName(string region) => $"prod-{region}-starport-layer-bucket";

    public static string HostName(string region) => $"{BucketName(region)}.s3.{region}.amazonaws.com";

    /// <param name="digest">sha256:…</param>
    /// <returns>Path and query. Sample: <c>/123456789012/team/web/0a1b…?X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;…</c>.</returns>
    public static string Make(string repository, string digest, AwsScope scope, string secret, DateTimeOffset now)
    {
        var path = $"/{scope.AccountId}/{repository}/{digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..]}";
        var timestamp = now.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture);
        List<KeyValuePair<string, string>> query =
        [
            new("X-Amz-Algorithm", SignatureV4.Algorithm), new("X-Amz-Credential", Credential(timestamp, scope.Region)), new("X-Amz-Date", timestamp),
            new("X-Amz-Expires", ((int)Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture)), new("X-Amz-SignedHeaders", "host"),
        ];
        return $"{path}?{SignatureV4.CanonicalQuery(query)}&{SignatureName}={Sign(path, query, timestamp, scope.Region, secret)}";
    }

    /// <summary>Judges a GET or a HEAD by a link, which are granted alike.</summary>
    /// <param name="path">Decoded.</param>
    /// <param name="query">Decoded, in any order.</param>
    public static LayerLinkVerdict Judge(string path, IReadOnlyList<KeyValuePair<string, string>> query, AwsScope scope, string secret, DateTimeOffset now)
    {
        string? Field(string name) => query.FirstOrDefault(q => q.Key == name).Value;
        var missing = Required.Where(name => string.IsNullOrEmpty(Field(name))).ToList();
        if (missing.Count == Required.Length) return new LayerLinkVerdict.Unsigned();
        if (missing.Count > 0)
            return new LayerLinkVerdict.Malformed("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        if (Field("X-Amz-Algorithm") != SignatureV4.Algorithm) return new LayerLinkVerdict.Malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        if (!int.TryParse(Field("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return new LayerLinkVerdict.Malformed("X-Amz-Expires should be a number");
        if (seconds > SecondsMax) return new LayerLinkVerdict.Malformed("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        var timestamp = Field("X-Amz-Date")!;
        if (!DateTimeOffset.TryParseExact(timestamp, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
            return new LayerLinkVerdict.Malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        if (Field("X-Amz-Credential")!.Split('/')[0] is var key && key != AccessKeyId) return new LayerLinkVerdict.UnknownKey(key);
        if (now >= signedAt.AddSeconds(seconds)) return new LayerLinkVerdict.Expired(seconds, signedAt.AddSeconds(seconds));

        var expected = Sign(path, query.Where(q => q.Key != SignatureName), timestamp, scope.Region, secret);
        var genuine = Field("X-Amz-Credential") == Credential(timestamp, scope.Region) && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(Field(SignatureName)!));

        // What we signed is a path that we made: it has these parts.
        return genuine && path.Split('/') is ["", _, .. var repository, var hex]
            ? new LayerLinkVerdict.Granted(string.Join('/', repository), "sha256:" + hex)
            : new LayerLinkVerdict.Mismatch();
    }

    /// <summary>The bucket's name is signed, and not its port, which some clients leave out.</summary>
    private static string Sign(string path, IEnumerable<KeyValuePair<string, string>> query, string timestamp, string region, string secret) => SignatureV4.Sign(
        secret, CredentialScope(timestamp, region), timestamp, SignatureV4.CanonicalRequest(SignedMethod, SignatureV4.CanonicalPath(path), query, [new("host", HostName(region))], "UNSIGNED-PAYLOAD"));

    private static string Credential(string timestamp, string region) => $"{AccessKeyId}/{CredentialScope(timestamp, region)}";

    private static string CredentialScope(string timestamp, string region) => $"{timestamp[..8]}/{region}/s3/aws4_request";
}
