using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Berth.Aws.Signing;

/// <summary>Verifies SigV4: in the Authorization header, or presigned in the query. There is no way around it.</summary>
public sealed class RequestAuthenticator(KeyOwners owners, AccessKeyUses uses, BerthInstance instance, TimeProvider clock)
{
    /// <summary>How far a caller's clock may be off. Source: AWS General Reference.</summary>
    public static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(5);

    /// <summary>Longest life of a presigned request. Source: AWS General Reference.</summary>
    public static readonly TimeSpan PresignedMax = TimeSpan.FromDays(7);

    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string MismatchText =
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

    /// <param name="bodyHash">SHA-256 of the body that really came, in lower-case hexadecimal.</param>
    /// <returns>Who signed, and for which service.</returns>
    /// <exception cref="SignatureException">The signature is missing, wrong, too old, or by nobody we know.</exception>
    public Task<(Principal Principal, string Service)> Authenticate(HttpRequest request, string bodyHash) => Verify(request, SignatureParts.Read(request), bodyHash);

    /// <summary>
    /// Verifies a request of S3, whose signature covers what its header says of the body, not the body: the caller must hold the body to it as it streams in. S3's paths are encoded once.
    /// </summary>
    /// <param name="announced">What <c>x-amz-content-sha256</c> says: a hash, or how the body is signed.</param>
    /// <exception cref="SignatureException">The signature is missing, wrong, too old, or by nobody we know.</exception>
    internal async Task<AnnouncedSignature> AuthenticateAnnounced(HttpRequest request, string announced)
    {
        var parts = SignatureParts.Read(request);
        var (principal, secret) = await Check(request, parts, SignedHeaders(request, parts), announced, StreamingSignature.CanonicalPath);
        return new(principal, parts.Service, SignatureV4.SigningKey(secret, parts.CredentialScope), parts.CredentialScope, parts.Timestamp, parts.Signature);
    }

    /// <summary>Verifies the signature of a message inside a connection, given as header lines of their own (the agent's telemetry frames).</summary>
    public async Task<Principal> AuthenticateFrame(HttpRequest handshake, IReadOnlyDictionary<string, string> headers, string bodyHash)
    {
        var parts = SignatureParts.ReadHeader(headers.GetValueOrDefault("Authorization"), headers.GetValueOrDefault("X-Amz-Date"), headers.GetValueOrDefault("X-Amz-Security-Token"));
        var signed = parts.SignedHeaders.Select(name => KeyValuePair.Create(name, headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? ""));
        return (await Check(handshake, parts, signed, bodyHash, SignatureV4.CanonicalPath)).Principal;
    }

    private async Task<(Principal Principal, string Service)> Verify(HttpRequest request, SignatureParts parts, string bodyHash)
    {
        var signed = SignedHeaders(request, parts);
        var announced = request.Headers["x-amz-content-sha256"].ToString();
        if (announced.Length == 64 && !announced.Equals(bodyHash, StringComparison.Ordinal))
            throw new SignatureException(SignatureFault.Mismatch, "The provided 'x-amz-content-sha256' header does not match what was computed.");
        return ((await Check(request, parts, signed, bodyHash, SignatureV4.CanonicalPath)).Principal, parts.Service);
    }

    private static IEnumerable<KeyValuePair<string, string>> SignedHeaders(HttpRequest request, SignatureParts parts)
    {
        if (!parts.SignedHeaders.Contains("host", StringComparer.Ordinal)) throw new SignatureException(SignatureFault.Mismatch, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
        if (request.Headers.Keys.FirstOrDefault(name => MustBeSigned(name) && !parts.SignedHeaders.Contains(name.ToLowerInvariant(), StringComparer.Ordinal)) is { } unsigned)
            throw new SignatureException(SignatureFault.Mismatch, $"There were headers present in the request which were not signed: '{unsigned.ToLowerInvariant()}'.");
        return parts.SignedHeaders.Select(name => KeyValuePair.Create(name, string.Join(',', request.Headers[name].ToArray())));
    }

    /// <summary>An operation named in a header that nobody signed would be the sender's choice, not the signer's.</summary>
    private static bool MustBeSigned(string name) =>
        name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !name.Equals("x-amz-content-sha256", StringComparison.OrdinalIgnoreCase) && !name.Equals("x-amz-user-agent", StringComparison.OrdinalIgnoreCase);

    private async Task<(Principal Principal, string Secret)> Check(
        HttpRequest request, SignatureParts parts, IEnumerable<KeyValuePair<string, string>> signedHeaders, string bodyHash, Func<string, string> canonicalPath)
    {
        if (parts.Region != instance.Scope.Region && !(parts.Region == "us-east-1" && parts.Service is "iam" or "sts"))
            throw new SignatureException(SignatureFault.Mismatch, $"Credential should be scoped to a valid region. ");
        var (principal, secret) = await owners.Find(parts.AccessKeyId, parts.SessionToken, request.HttpContext.RequestAborted);
        CheckTime(parts);
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = canonicalPath(mark < 0 ? target : target[..mark]);
        var query = mark < 0 ? [] : ReadQuery(target[(mark + 1)..]).Where(q => q.Key != "X-Amz-Signature");
        var canonical = SignatureV4.CanonicalRequest(request.Method, path, query, signedHeaders, bodyHash);
        var expected = SignatureV4.Sign(secret, parts.CredentialScope, parts.Timestamp, canonical);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(parts.Signature))) throw new SignatureException(SignatureFault.Mismatch, MismatchText);

        // Keys of GetSessionToken are good for nothing at IAM. Source: STS API, GetSessionToken.
        if (principal.IsSessionToken && parts.Service == "iam") throw new SignatureException(SignatureFault.UnknownKey, "The security token included in the request is invalid");
        if (principal.UserName is not null && parts.SessionToken is null) uses.Note(parts.AccessKeyId, parts.Service, parts.Region);
        return (principal, secret);
    }

    private void CheckTime(SignatureParts parts)
    {
        if (!DateTimeOffset.TryParseExact(parts.Timestamp, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt))
            throw new SignatureException(SignatureFault.Incomplete, $"Date must be in ISO-8601 'basic format'. Got '{parts.Timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601");
        if (parts.Timestamp[..8] != parts.Date) throw new SignatureException(SignatureFault.Mismatch, $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{parts.Date}' != '{parts.Timestamp[..8]}', from '{parts.Timestamp}'.");
        var now = clock.GetUtcNow();
        string Text(DateTimeOffset at) => at.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture);
        var life = parts.Presigned ? parts.Expires : SkewMax;
        if (now > signedAt + life)
            throw new SignatureException(SignatureFault.Expired, $"Signature expired: {parts.Timestamp} is now earlier than {Text(now - life)} ({Text(now)} - {(int)life.TotalMinutes} min.)");
        if (signedAt > now + SkewMax)
            throw new SignatureException(SignatureFault.Expired, $"Signature not yet current: {parts.Timestamp} is still later than {Text(now + SkewMax)} ({Text(now)} + {(int)SkewMax.TotalMinutes} min.)");
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadQuery(string query)
    {
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);

            // Some clients send blanks as +, all sign them as %20.
            yield return KeyValuePair.Create(WebUtility.UrlDecode(name), WebUtility.UrlDecode(value));
        }
    }
}
