using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Berth.Server.Hosting;

/// <summary>A part of the server that can say how it is.</summary>
/// <param name="Status">ready, starting or impaired.</param>
/// <param name="Detail">In words an operator sees: what it waits for.</param>
internal sealed record PartHealth(string Name, string Status, string Detail)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsReady => Status == "ready";
}

internal interface IHealthPart
{
    PartHealth Health();
}

/// <summary>/_berth/health says how each part is; /_berth/ready answers 200 once a task could be started.</summary>
internal static class HealthEndpoints
{
    public static void MapBerthHealth(this WebApplication app, string instanceId, string version, string engine)
    {
        app.MapGet("/_berth/health", (HttpContext http) =>
        {
            var parts = Parts(http);
            return Results.Json(new { status = Overall(parts), instance = instanceId, version, engine, parts });
        });
        app.MapGet("/_berth/ready", (HttpContext http) =>
        {
            var parts = Parts(http);
            return Results.Json(new { status = Overall(parts), waitingFor = parts.Where(p => !p.IsReady) }, statusCode: parts.All(p => p.IsReady) ? 200 : 503);
        });
    }

    private static List<PartHealth> Parts(HttpContext http) => [.. http.RequestServices.GetServices<IHealthPart>().Select(p => p.Health())];

    private static string Overall(List<PartHealth> parts) =>
        parts.All(p => p.IsReady) ? "ready" : parts.Any(p => p.Status == "impaired") ? "impaired" : "starting";
}
