using Berth.Aws.Services;
using Berth.Aws.Services.Ecr.Distribution;
using Berth.Aws.Services.S3;
using Berth.Domain.Network;
using Microsoft.AspNetCore.Http;

namespace Berth.Aws.Dispatch;

/// <summary>
/// Stands before everything else: at a service's public address only that service answers, as on AWS; what is Berth's own (health, metrics, the agents' doors) does not answer there at all.
/// The port of every API serves all, as it is for the machine itself.
/// </summary>
internal sealed class ServiceFront(DialledService dialled, AwsDispatcher dispatcher, RegistryEndpoint registry, LayerBucket bucket, S3Endpoint s3)
{
    /// <summary>Public services whose address is another than their API's name says.</summary>
    private static readonly Dictionary<string, string> ApiNames = new() { [PublicServices.EcrApi] = "ecr" };

    private static readonly Dictionary<string, AwsService> Apis = PublicServices.All
        .Select(p => (p.Name, Api: AwsServices.All.FirstOrDefault(a => a.Name == ApiNames.GetValueOrDefault(p.Name, p.Name))))
        .Where(p => p.Api is not null).ToDictionary(p => p.Name, p => p.Api!, StringComparer.Ordinal);

    public Task Handle(HttpContext http, RequestDelegate next)
    {
        if (dialled.Of(http) is not { } service)
        {
            if (bucket.IsNamed(http.Request)) return bucket.Handle(http);
            return S3Authentication.IsMeant(http.Request) ? s3.Handle(http) : next(http);
        }

        return service.Name switch
        {
            PublicServices.EcrDkr => registry.Handle(http),
            PublicServices.S3 => bucket.IsNamed(http.Request) ? bucket.Handle(http) : s3.Handle(http),
            _ when http.Request.Path == "/" && http.Request.Method is "GET" or "POST" => dispatcher.Handle(http, Apis[service.Name]),
            _ => dispatcher.RefusePath(http, Apis[service.Name]),
        };
    }
}
