using Berth.Aws.Protocols;
using Berth.Aws.Signing;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Storage;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Dispatch;

/// <summary>Says who calls, of a request whose signature is verified: everybody who asks IAM makes its caller here, so that the same policy means the same at every door.</summary>
internal sealed class Callers(BerthInstance instance, DialledService dialled, IStore store, IEnumerable<IVpcSources> sources)
{
    private readonly IReadOnlyList<IVpcSources> sources = [.. sources];

    /// <param name="service">Who answers, by AWS's short name: refusals are worded as that service words them.</param>
    /// <exception cref="MalformedRequestException">The Host header names no host.</exception>
    public async ValueTask<Caller> Of(HttpContext http, Principal principal, string service, string requestId, CancellationToken cancel)
    {
        var at = dialled.Of(http);
        return new(principal.Arn, principal.UserId, instance.Scope, requestId)
        {
            RoleArn = principal.RoleArn,
            Principal = principal,
            Service = service,
            Endpoint = Endpoint(http.Request),
            AtServiceAddress = at is not null,
            RequestKeys = await Keys(http, at, cancel),
        };
    }

    /// <summary>The header itself: what ASP.NET makes of it throws for names that are no names.</summary>
    private static Uri Endpoint(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Headers.Host}", UriKind.Absolute, out var endpoint) ? endpoint : throw new MalformedRequestException("The Host header names no host.");

    /// <summary>Source: IAM user guide, AWS global condition context keys. What came through an endpoint has no source address there; ours has no <c>aws:VpcSourceIp</c> either, for the router hides it.</summary>
    private async ValueTask<IReadOnlyDictionary<string, string>> Keys(HttpContext http, PublicService? at, CancellationToken cancel)
    {
        var keys = new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase) { [RequestKey.SecureTransport] = http.Request.IsHttps ? "true" : "false" };
        if (http.Request.Headers.UserAgent is [{ Length: > 0 } agent, ..]) keys["aws:UserAgent"] = agent;
        if (http.Request.Headers.Referer is [{ Length: > 0 } referer, ..]) keys["aws:Referer"] = referer;
        if (http.Connection.RemoteIpAddress is not { } remote) return keys;
        if (at is not null && sources.Select(s => s.VpcOf(remote)).FirstOrDefault(v => v is not null) is { } vpcId)
        {
            keys[RequestKey.SourceVpc] = vpcId;
            if (await Through(vpcId, at, http.Request.Headers.Host.ToString(), cancel) is { } endpoint) keys[RequestKey.SourceVpce] = endpoint.EndpointId;
        }
        else
        {
            keys["aws:SourceIp"] = (remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote).ToString();
        }

        return keys;
    }

    private async ValueTask<VpcEndpointRecord?> Through(string vpcId, PublicService service, string host, CancellationToken cancel)
    {
        var name = PublicServices.EndpointServiceName(service, instance.Scope.Region);
        var there = (await store.FindAll<VpcEndpointRecord>(NetworkKinds.Endpoint, cancel: cancel)).Where(e => e.VpcId == vpcId && e.ServiceName == name);
        return EndpointPaths.Choose(there, host);
    }
}

/// <summary>Condition keys that more than one place names.</summary>
internal static class RequestKey
{
    public const string SecureTransport = "aws:SecureTransport";
    public const string SourceVpc = "aws:SourceVpc";
    public const string SourceVpce = "aws:SourceVpce";
}
