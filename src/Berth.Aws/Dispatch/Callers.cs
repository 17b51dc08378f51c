using Berth.Aws.Signing;
using Berth.Domain.Kernel;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Dispatch;

/// <summary>Says who calls, of a request whose signature is verified: everybody who asks IAM makes its caller here, so that the same policy means the same at every door.</summary>
internal sealed class Callers(BerthInstance instance, DialledService dialled)
{
    /// <param name="service">Who answers, by AWS's short name: refusals are worded as that service words them.</param>
    /// <exception cref="Protocols.MalformedRequestException">The Host header names no host.</exception>
    public Caller Of(HttpContext http, Principal principal, string service, string requestId) => new(principal.Arn, principal.UserId, instance.Scope, requestId)
    {
        RoleArn = principal.RoleArn,
        Principal = principal,
        Service = service,
        Endpoint = Endpoint(http.Request),
        AtServiceAddress = dialled.Of(http) is not null,
        RequestKeys = Keys(http),
    };

    /// <summary>The header itself: what ASP.NET makes of it throws for names that are no names.</summary>
    private static Uri Endpoint(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Headers.Host}", UriKind.Absolute, out var endpoint) ? endpoint : throw new Protocols.MalformedRequestException("The Host header names no host.");

    /// <summary>Source: IAM user guide, AWS global condition context keys.</summary>
    private static Dictionary<string, string> Keys(HttpContext http)
    {
        var keys = new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase) { ["aws:SecureTransport"] = http.Request.IsHttps ? "true" : "false" };
        if (http.Connection.RemoteIpAddress is { } address) keys["aws:SourceIp"] = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        if (http.Request.Headers.UserAgent is [{ Length: > 0 } agent, ..]) keys["aws:UserAgent"] = agent;
        if (http.Request.Headers.Referer is [{ Length: > 0 } referer, ..]) keys["aws:Referer"] = referer;
        return keys;
    }
}
