using Berth.Aws.Services.S3.Payloads;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Services.S3;

/// <summary>Verifies the signature of a request to S3, and holds its body to it.</summary>
internal sealed class S3Authentication(RequestAuthenticator authenticator, BerthInstance berth)
{
    private const string Service = "s3";

    /// <summary>Whether the scope of the signature says S3: what no path can say at a port where every service answers.</summary>
    public static bool IsMeant(HttpRequest request)
    {
        var credential = request.Headers.Authorization.ToString() is { Length: > 0 } header && header.Split("Credential=", 2) is [_, var rest] ? rest.Split(',')[0] : request.Query["X-Amz-Credential"].ToString();
        return credential.Split('/') is [_, _, _, Service, ..];
    }

    /// <exception cref="AwsException">In S3's words.</exception>
    public async Task<(Principal Principal, S3Body Body)> Verify(HttpRequest request)
    {
        var presigned = request.Query.ContainsKey("X-Amz-Signature");
        if (IsVersion2(request)) throw S3Errors.InvalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        try
        {
            CheckScope(SignatureParts.Read(request), presigned);
            var announced = request.Headers["x-amz-content-sha256"].ToString();
            if (announced.Length == 0 && presigned) announced = request.Query["X-Amz-Content-Sha256"].ToString() is { Length: > 0 } named ? named : StreamingSignature.UnsignedPayload;
            if (announced.Length == 0) throw S3Errors.InvalidRequest("Missing required header for this request: x-amz-content-sha256");
            var signature = await authenticator.AuthenticateAnnounced(request, announced);
            return (signature.Principal, S3Body.Of(request, announced, signature));
        }
        catch (SignatureException refusal)
        {
            throw S3Errors.From(refusal, presigned);
        }
    }

    /// <summary>Samples: <c>Authorization: AWS AKID:SIGNATURE</c>, <c>?AWSAccessKeyId=AKID&amp;Signature=…&amp;Expires=…</c>.</summary>
    private static bool IsVersion2(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith("AWS ", StringComparison.Ordinal) || request.Query.ContainsKey("AWSAccessKeyId");

    private void CheckScope(SignatureParts parts, bool presigned)
    {
        var code = presigned ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed";
        var what = presigned ? "Error parsing the X-Amz-Credential parameter" : "The authorization header is malformed";
        if (parts.Service != Service) throw new AwsException(code, $"{what}; incorrect service \"{parts.Service}\". This endpoint belongs to \"{Service}\".");
        if (parts.Region != berth.Scope.Region)
            throw new AwsException(code, $"{what}; the region '{parts.Region}' is wrong; expecting '{berth.Scope.Region}'") { Details = new Dictionary<string, IReadOnlyList<string>> { ["Region"] = [berth.Scope.Region] } };
    }
}
