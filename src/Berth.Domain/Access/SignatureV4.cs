using System.Security.Cryptography;
using System.Text;

namespace Berth.Domain.Access;

/// <summary>
/// AWS Signature Version 4: the same pure functions sign what nodes send and verify what callers send.
/// Source: AWS General Reference, "Create a signed AWS API request".
/// </summary>
public static class SignatureV4
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string EmptyBodyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The text that is signed, from a request's parts.</summary>
    /// <param name="path">Already in canonical form; see <see cref="CanonicalPath"/>.</param>
    /// <param name="query">Decoded names and values, without X-Amz-Signature.</param>
    /// <param name="headers">The signed headers only, names in lower case, values as sent.</param>
    public static string CanonicalRequest(
        string method, string path, IEnumerable<KeyValuePair<string, string>> query, IEnumerable<KeyValuePair<string, string>> headers, string bodyHash)
    {
        var sorted = headers.OrderBy(h => h.Key, StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        text.Append(method).Append('\n').Append(path).Append('\n').Append(CanonicalQuery(query)).Append('\n');
        foreach (var (name, value) in sorted) text.Append(name).Append(':').Append(Collapse(value)).Append('\n');
        text.Append('\n').AppendJoin(';', sorted.Select(h => h.Key)).Append('\n').Append(bodyHash);
        return text.ToString();
    }

    /// <summary>Query strings sort by encoded name, then by encoded value.</summary>
    public static string CanonicalQuery(IEnumerable<KeyValuePair<string, string>> query) => string.Join('&', query
        .Select(q => (Name: Encode(q.Key), Value: Encode(q.Value)))
        .OrderBy(q => q.Name, StringComparer.Ordinal).ThenBy(q => q.Value, StringComparer.Ordinal)
        .Select(q => q.Name + "=" + q.Value));

    /// <summary>Every service but S3 encodes the already encoded path once more, segment by segment.</summary>
    /// <param name="rawPath">As it stood in the request line, without the query.</param>
    public static string CanonicalPath(string rawPath) => rawPath.Length == 0 ? "/" : string.Join('/', rawPath.Split('/').Select(Encode));

    /// <param name="scope">DATE/REGION/SERVICE/aws4_request.</param>
    /// <param name="timestamp">yyyyMMddTHHmmssZ.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Sign(string secret, string scope, string timestamp, string canonicalRequest)
    {
        var toSign = $"{Algorithm}\n{timestamp}\n{scope}\n{HashHex(Encoding.UTF8.GetBytes(canonicalRequest))}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(SigningKey(secret, scope), Encoding.UTF8.GetBytes(toSign)));
    }

    /// <summary>The key that signs within a scope: everything of one day, region and service.</summary>
    public static byte[] SigningKey(string secret, string scope)
    {
        var parts = scope.Split('/');
        if (parts.Length != 4) throw new FormatException($"'{scope}' is not a credential scope.");
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in parts) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }

    public static string HashHex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>RFC 3986: everything but letters, digits and -._~ becomes %XX.</summary>
    public static string Encode(string text) => Uri.EscapeDataString(text);

    /// <summary>Header values lose outer blanks, and inner runs of blanks become one.</summary>
    private static string Collapse(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
