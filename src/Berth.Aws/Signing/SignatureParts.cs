using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Signing;

/// <summary>What a request says of its signature, before anything is believed.</summary>
internal sealed record SignatureParts
{
    private static readonly string[] FieldNames = ["Credential", "SignedHeaders", "Signature"];

    public required string AccessKeyId { get; init; }
    public required string Date { get; init; }
    public required string Region { get; init; }
    public required string Service { get; init; }
    public required string Timestamp { get; init; }
    public required IReadOnlyList<string> SignedHeaders { get; init; }
    public required string Signature { get; init; }
    public required string? SessionToken { get; init; }
    public bool Presigned { get; init; }
    public TimeSpan Expires { get; init; }

    public string CredentialScope => $"{Date}/{Region}/{Service}/aws4_request";

    public static SignatureParts Read(HttpRequest request)
    {
        if (request.Query.ContainsKey("X-Amz-Signature") || request.Query.ContainsKey("X-Amz-Algorithm"))
            return request.Headers.Authorization.Count == 0 ? ReadPresigned(request.Query) : throw new SignatureException(SignatureFault.Incomplete, "Only one of the query string and the Authorization header may carry a signature.");
        if (request.Headers.Authorization.Count > 1) throw new SignatureException(SignatureFault.Incomplete, "There is more than one Authorization header.");
        return ReadHeader(
            Single(request.Headers.Authorization.ToString()), Single(request.Headers["x-amz-date"].ToString()) ?? Single(request.Headers.Date.ToString()),
            Single(request.Headers["x-amz-security-token"].ToString()));
    }

    /// <summary>Sample: <c>AWS4-HMAC-SHA256 Credential=AKID/20261123/ap-northeast-1/ecs/aws4_request, SignedHeaders=host;x-amz-date, Signature=5d67…</c></summary>
    public static SignatureParts ReadHeader(string? authorization, string? timestamp, string? sessionToken)
    {
        if (authorization is null) throw new SignatureException(SignatureFault.Missing, "Missing Authentication Token");
        const string Algorithm = Berth.Domain.Access.SignatureV4.Algorithm;
        if (!authorization.StartsWith(Algorithm + " ", StringComparison.Ordinal)) throw new SignatureException(SignatureFault.Incomplete, $"Unsupported AWS 'algorithm': '{authorization.Split(' ')[0]}'.");
        var fields = authorization[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(f => f.Split('=', 2)).ToLookup(f => f[0].Trim(), f => f.Length == 2 ? f[1].Trim() : "", StringComparer.Ordinal);
        if (fields.FirstOrDefault(f => f.Count() > 1 || !FieldNames.Contains(f.Key)) is { } odd) throw new SignatureException(SignatureFault.Incomplete, $"'{odd.Key}' is not one of the three parameters of an Authorization header, or is there more than once.");
        string Field(string name) => fields[name].FirstOrDefault()
            ?? throw new SignatureException(SignatureFault.Incomplete, $"Authorization header requires '{name}' parameter. Authorization={authorization.Split(' ')[0]}");
        var parts = From(Field("Credential"), Field("SignedHeaders"), Field("Signature"), sessionToken, timestamp);
        return parts;
    }

    private static SignatureParts ReadPresigned(IQueryCollection query)
    {
        string Field(string name) => Single(query[name].ToString())
            ?? throw new SignatureException(SignatureFault.Incomplete, $"AWS query-string parameters must include '{name}'. Re-examine the query-string parameters.");
        if (Field("X-Amz-Algorithm") != Berth.Domain.Access.SignatureV4.Algorithm) throw new SignatureException(SignatureFault.Incomplete, $"Unsupported AWS 'algorithm': '{query["X-Amz-Algorithm"]}'.");
        if (!int.TryParse(Field("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > RequestAuthenticator.PresignedMax.TotalSeconds)
            throw new SignatureException(SignatureFault.Incomplete, "X-Amz-Expires must be between 0 and 604800 seconds");
        var parts = From(Field("X-Amz-Credential"), Field("X-Amz-SignedHeaders"), Field("X-Amz-Signature"), Single(query["X-Amz-Security-Token"].ToString()), Field("X-Amz-Date"));
        return parts with { Presigned = true, Expires = TimeSpan.FromSeconds(seconds) };
    }

    private static SignatureParts From(string credential, string signedHeaders, string signature, string? sessionToken, string? timestamp)
    {
        if (timestamp is null) throw new SignatureException(SignatureFault.Incomplete, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        var scope = credential.Split('/');
        if (scope.Length != 5 || scope[4] != "aws4_request")
            throw new SignatureException(SignatureFault.Incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term");
        return new()
        {
            AccessKeyId = scope[0],
            Date = scope[1],
            Region = scope[2],
            Service = scope[3],
            Timestamp = timestamp,
            SignedHeaders = signedHeaders.Split(';'),
            Signature = signature,
            SessionToken = sessionToken,
        };
    }

    private static string? Single(string value) => value.Length == 0 ? null : value;
}
